#include "documents/pdf_writer.hpp"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <algorithm>
#include <cmath>
#include <core/timestamp.hpp>
#include <memory>
#include <utility>

namespace offlist::documents {
namespace {

// Points of 1/72 inch: A4 with its margins.
constexpr double page_width = 595.28;
constexpr double page_height = 841.89;
constexpr double margin = 56;
constexpr double text_width = page_width - 2 * margin;
constexpr double bottom = page_height - margin - 14;
constexpr double cell_gap = 8;

constexpr const char* plain_font = "Sans 9";
constexpr const char* bold_font = "Sans Bold 9";
constexpr const char* small_font = "Sans 7.5";
constexpr const char* heading_font = "Sans Bold 11";
constexpr const char* title_font = "Sans Bold 17";

struct unref {
    void operator()(PangoFontMap* m) const { g_object_unref(m); }
    void operator()(PangoContext* c) const { g_object_unref(c); }
    void operator()(PangoLayout* l) const { g_object_unref(l); }
    void operator()(PangoFontDescription* f) const { pango_font_description_free(f); }
    void operator()(cairo_surface_t* s) const { cairo_surface_destroy(s); }
    void operator()(cairo_t* c) const { cairo_destroy(c); }
};
template <class T>
using owned = std::unique_ptr<T, unref>;

struct style_of_text {
    const char* font = plain_font;
    double grey = 0;
    bool to_the_right = false;
};

// One run over the document. The first counts the pages, and what it draws is thrown away.
class pdf_run {
public:
    pdf_run(const document& d, int pages) : doc_(d), pages_(pages)
    {
        surface_.reset(cairo_pdf_surface_create_for_stream(&pdf_run::take, &octets_, page_width, page_height));
        const std::string title = d.title + (d.number.empty() ? "" : " " + d.number);
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
        // the moment of writing would make each copy another one
        const std::string date = timestamp(d.date);
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
        cairo_pdf_surface_set_metadata(surface_.get(), CAIRO_PDF_METADATA_MOD_DATE, date.c_str());
        cairo_.reset(cairo_create(surface_.get()));
        // the thread's own, which is kept: one for each document would read the fonts again, and never let go of all of
        // it
        context_.reset(pango_font_map_create_context(pango_cairo_font_map_get_default()));
        pango_cairo_context_set_resolution(context_.get(), 72);
        pango_cairo_update_context(cairo_.get(), context_.get());
    }

    void write()
    {
        head();
        for (const block& b : doc_.blocks) std::visit([this](const auto& one) { add(one); }, b);
        end_page();
    }

    [[nodiscard]] int pages() const { return page_; }

    [[nodiscard]] parsed<std::string> finish()
    {
        const cairo_status_t drawn = cairo_status(cairo_.get());
        cairo_.reset();
        cairo_surface_finish(surface_.get());
        const cairo_status_t written = cairo_surface_status(surface_.get());
        const cairo_status_t wrong = drawn != CAIRO_STATUS_SUCCESS ? drawn : written;
        if (wrong != CAIRO_STATUS_SUCCESS)
            return problem{.what = std::string("the PDF could not be written: ") + cairo_status_to_string(wrong),
                           .expected = "a font (package fonts-dejavu-core)"};
        return {boost::system::in_place_value, std::move(octets_)};
    }

private:
    static cairo_status_t take(void* to, const unsigned char* data, unsigned int length)
    {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), length);
        return CAIRO_STATUS_SUCCESS;
    }

    [[nodiscard]] owned<PangoLayout> layout_of(const std::string& text, double width, const style_of_text& how) const
    {
        owned<PangoLayout> layout(pango_layout_new(context_.get()));
        const owned<PangoFontDescription> font(pango_font_description_from_string(how.font));
        pango_layout_set_font_description(layout.get(), font.get());
        pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
        pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
        if (how.to_the_right) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
        // Pango wants text without zero octets, and its length tells it where the text ends
        pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
        return layout;
    }

    [[nodiscard]] static double height_of(PangoLayout* layout)
    {
        int height = 0;
        pango_layout_get_size(layout, nullptr, &height);
        return static_cast<double>(height) / PANGO_SCALE;
    }

    void grey(double level) { cairo_set_source_rgb(cairo_.get(), level, level, level); }

    void draw(PangoLayout* layout, double x, double y, double level = 0)
    {
        grey(level);
        cairo_move_to(cairo_.get(), x, y);
        pango_cairo_show_layout(cairo_.get(), layout);
    }

    void rule(double y, double level)
    {
        grey(level);
        cairo_set_line_width(cairo_.get(), 0.5);
        cairo_move_to(cairo_.get(), margin, y);
        cairo_line_to(cairo_.get(), page_width - margin, y);
        cairo_stroke(cairo_.get());
    }

    void end_page()
    {
        const std::string mark = doc_.title + (doc_.number.empty() ? "" : " " + doc_.number);
        const double y = page_height - margin + 10;
        draw(layout_of(mark, text_width, {small_font}).get(), margin, y, 0.4);
        const std::string which = "page " + std::to_string(page_) + " of " + std::to_string(pages_);
        draw(layout_of(which, text_width, {small_font, 0, true}).get(), margin, y, 0.4);
        cairo_show_page(cairo_.get());
    }

    void next_page()
    {
        end_page();
        ++page_;
        y_ = margin;
    }

    // Room for so much at once; what is larger than a page begins on a new one at least.
    bool make_room(double height)
    {
        if (y_ + height <= bottom) return false;
        next_page();
        return true;
    }

    void head()
    {
        const double half = (text_width - cell_gap) / 2;
        const auto to = layout_of(doc_.to, half, {});
        const auto from = layout_of(doc_.from, half, {plain_font, 0, true});
        draw(to.get(), margin, y_);
        draw(from.get(), margin + half + cell_gap, y_);
        y_ += std::max({height_of(to.get()), height_of(from.get()), 40.0}) + 28;
        text(doc_.title, {title_font});
        text(doc_.number.empty() ? day_text(doc_.date) : doc_.number + " · " + day_text(doc_.date), {plain_font, 0.35});
        y_ += 10;
    }

    // Line by line, so that it goes on over the pages.
    void text(const std::string& words, const style_of_text& how, double indent = 0)
    {
        const auto layout = layout_of(words, text_width - indent, how);
        const int lines = pango_layout_get_line_count(layout.get());
        PangoLayoutIter* const at = pango_layout_get_iter(layout.get());
        for (int i = 0; i < lines; ++i, pango_layout_iter_next_line(at)) {
            PangoRectangle logical;
            pango_layout_iter_get_line_extents(at, nullptr, &logical);
            const double height = static_cast<double>(logical.height) / PANGO_SCALE;
            make_room(height);
            const double base = static_cast<double>(pango_layout_iter_get_baseline(at) - logical.y) / PANGO_SCALE;
            grey(how.grey);
            cairo_move_to(cairo_.get(), margin + indent + static_cast<double>(logical.x) / PANGO_SCALE, y_ + base);
            pango_cairo_show_layout_line(cairo_.get(), pango_layout_iter_get_line_readonly(at));
            if (indent > 0) {
                grey(0.7);
                cairo_rectangle(cairo_.get(), margin, y_, 1.5, height);
                cairo_fill(cairo_.get());
            }
            y_ += height;
        }
        pango_layout_iter_free(at);
    }

    void add(const heading& h)
    {
        y_ += 12;
        make_room(48);  // not alone at the end of a page
        text(h.text, {heading_font});
        y_ += 3;
    }

    void add(const paragraph& p)
    {
        y_ += 3;
        text(p.text, {plain_font, p.quoted ? 0.2 : 0.0}, p.quoted ? 10 : 0);
        y_ += 3;
    }

    [[nodiscard]] static std::vector<double> widths_of(const table& t)
    {
        int shares = 0;
        for (const column& c : t.columns) shares += std::max(c.share, 1);
        const double all = text_width - cell_gap * static_cast<double>(t.columns.size() - 1);
        std::vector<double> widths;
        for (const column& c : t.columns) widths.push_back(all * std::max(c.share, 1) / std::max(shares, 1));
        return widths;
    }

    // Its height; draws it only where it fits.
    bool row(const table& t, const std::vector<std::string>& cells, const std::vector<double>& widths, const char* font,
             bool only_if_it_fits)
    {
        std::vector<owned<PangoLayout>> set;
        double height = 0;
        for (std::size_t c = 0; c < t.columns.size(); ++c) {
            set.push_back(layout_of(cells.at(c), widths[c], {font, 0, t.columns[c].number}));
            height = std::max(height, height_of(set.back().get()));
        }
        height += 6;
        if (only_if_it_fits && y_ + height > bottom) return false;
        double x = margin;
        for (std::size_t c = 0; c < set.size(); ++c) {
            draw(set[c].get(), x, y_ + 3);
            x += widths[c] + cell_gap;
        }
        y_ += height;
        rule(y_, 0.8);
        return true;
    }

    void add(const table& t)
    {
        if (t.columns.empty()) return;
        const auto widths = widths_of(t);
        std::vector<std::string> titles;
        bool head = false;
        for (const column& c : t.columns) {
            titles.push_back(c.title);
            head = head || !c.title.empty();
        }
        y_ += 3;
        make_room(36);
        const auto write_head = [&] {
            if (head) (void)row(t, titles, widths, bold_font, false);
        };
        write_head();
        for (std::size_t r = 0; r < t.rows.size(); ++r) {
            const char* const font = t.total && r + 1 == t.rows.size() ? bold_font : plain_font;
            if (row(t, t.rows[r], widths, font, true)) continue;
            next_page();
            write_head();
            (void)row(t, t.rows[r], widths, font, false);
        }
        y_ += 4;
    }

    const document& doc_;
    int pages_;
    int page_ = 1;
    double y_ = margin;
    std::string octets_;
    owned<cairo_surface_t> surface_;
    owned<cairo_t> cairo_;
    owned<PangoContext> context_;
};

}  // namespace

parsed<std::string> pdf_of(const document& d)
{
    pdf_run counting(d, 0);
    counting.write();
    const int pages = counting.pages();
    if (auto counted = counting.finish(); !counted) return counted.error();
    pdf_run writing(d, pages);
    writing.write();
    return writing.finish();
}

}  // namespace offlist::documents
