#include "services/prefilled_task.hpp"

#include <accounts/account.hpp>
#include <store/monitoring/listing_reader.hpp>
#include <utility>
#include <vector>

namespace offlist::services {

prefilled_task prefilled(soci::session& s, store::staff_task t, const catalog& lists)
{
    prefilled_task p{.what = std::move(t), .brief = {}, .because = {}};
    std::vector<std::string> reasons;
    if (p.what.contested != 0) {
        p.holder = store::holder_of(s, p.what);
        p.brief.instructions = conflict_brief(p.what.subject, public_id("acc", p.what.account),
                                              p.holder != 0 ? public_id("acc", p.holder) : std::string());
        return p;
    }
    if (auto listing = store::listing_reader::find(s, p.what.listing)) {
        reasons = listing->because.texts;
        p.because = std::move(listing->because);
    }
    p.brief = brief_of(p.what.kind, p.what.subject, p.what.blocklist, lists.find(p.what.blocklist), reasons);
    if (p.brief.url.empty()) p.brief.url = p.what.url;
    return p;
}

parsed<store::page_of<prefilled_task>> list_tasks::operator()(soci::session& s) const
{
    const auto page = store::task_page(s, filter, which);
    if (!page) return page.error();
    store::page_of<prefilled_task> filled{.items = {}, .next = page->next, .total = page->total};
    for (const store::staff_task& t : page->items) filled.items.push_back(prefilled(s, t, *lists));
    return filled;
}

}  // namespace offlist::services
