// order.tsx: the last step of the way off a list: the order, from the funds, or with what is still to be paid.
import { client, dataOf, once, type Me } from "../../api";
import { useSending } from "../../parts/form";
import { Amount, amountText } from "../../parts/money";
import { Failed } from "../../parts/page";
import { Badge, Says } from "../../parts/values";
import { go } from "../../route";
import { words } from "../../words/en";
import type { Way } from "./delist";

const w = words.delist;

/** Why nothing can be ordered, where that is so. */
function Refused({ way, me, stays }: { way: Way; me: Me; stays: boolean }) {
    const { quote, live } = way;
    if (live)
        return (
            <>
                <p>
                    <Badge tone="quiet">{w.live}</Badge>
                </p>
                <p>
                    <a class="button main" href={`/delistings/${live.id}`}>
                        {w.liveLink}
                    </a>
                </p>
            </>
        );
    if (!quote.sold)
        return (
            <>
                <p>
                    <strong>{w.notSold}.</strong> <Says text={`${quote.refusal?.text ?? ""}.`} />
                </p>
                <p class="faint">{w.freeStays}</p>
            </>
        );
    if (stays) return <p class="faint">{w.staff}</p>;
    if (me.read_only) return <p class="faint">{w.viewer}</p>;
    return null;
}

function Buy({ way, again }: { way: Way; again: () => void }) {
    const { quote, funds } = way;
    const fee = quote.fee!;
    const left = funds && { ...fee, amount: funds.amount - fee.amount };
    const enough = left && left.amount >= 0;
    const lacks = left && { ...fee, amount: -left.amount };
    const sending = useSending(async (_, key) => {
        const body = { subject: quote.subject, blocklist: quote.blocklist, expected_fee: fee };
        const made = await dataOf(client.POST("/v1/delistings", { body, params: once(key) }));
        go(`/delistings/${made!.id}`);
    });
    const refused = sending.problem?.final;
    return (
        <form onSubmit={sending.onSubmit}>
            <dl class="sum">
                {funds && (
                    <div>
                        <dt>{w.has}</dt>
                        <dd>
                            <Amount of={funds} />
                        </dd>
                    </div>
                )}
                <div>
                    <dt>{w.fee}</dt>
                    <dd>
                        <Amount of={funds ? { ...fee, amount: -fee.amount } : fee} />
                    </dd>
                </div>
                {left && (
                    <div class="sum-end">
                        <dt>{enough ? w.left : w.lacks}</dt>
                        <dd>
                            <Amount of={enough ? left : lacks!} />
                        </dd>
                    </div>
                )}
            </dl>
            {left && !enough && <p class="faint small">{w.lacksNote}</p>}
            {sending.problem && <Failed problem={sending.problem} {...(refused ? { again } : {})} />}
            <p class="actions">
                <button type="submit" class="main" disabled={sending.busy}>
                    {lacks && !enough ? w.orderAndPay(amountText(lacks)) : w.orderFor(amountText(fee))}
                </button>
            </p>
        </form>
    );
}

export function Order({ way, me, stays, again }: { way: Way; me: Me; stays: boolean; again: () => void }) {
    const can = way.quote.sold && way.quote.fee && !way.live && !stays && !me.read_only;
    return (
        <section class="card step-card">
            <h2>{w.order}</h2>
            {!can && <Refused way={way} me={me} stays={stays} />}
            {can && way.problem && <Failed problem={way.problem} again={again} />}
            {can && !way.problem && <Buy way={way} again={again} />}
        </section>
    );
}
