// top-up.tsx: opens a payment. What the method costs on top is shown on the payment's page, before anything is paid.
import { useState } from "preact/hooks";
import { client, dataOf, once, type Money, type Schemas } from "../api";
import { go } from "../route";
import { words } from "../words/en";
import { Field, Select, useSending } from "./form";
import { minorUnits, typedAmount } from "./money";
import { Failed } from "./page";
import { useResource } from "./resource";

const w = words.funds;
type Method = Schemas["Payment"]["method"];

const load = async () => (await dataOf(client.GET("/v1/payment-methods")))!.items.map(each => each.method);

/** `amount`: what is lacking, where that is known. `account`: only staff says it. */
export function TopUp({ currency, amount, account }: { currency: string; amount?: Money; account?: string }) {
    const ways = useResource("payment-methods", load);
    const [chosen, setMethod] = useState<Method>();
    const methods = ways.data ?? [];
    const method = chosen ?? methods[0];
    const [wrong, setWrong] = useState("");
    const sending = useSending(async (fields, key) => {
        const units = minorUnits(String(fields.get("amount")), currency);
        setWrong(units ? "" : w.amountWrong);
        if (!units || !method) return;
        const body = { amount: { amount: units, currency }, method, ...(account ? { account } : {}) };
        const made = await dataOf(client.POST("/v1/payments", { body, params: once(key) }));
        go(`/payments/${made!.id}`);
    });
    const problem = sending.problem;
    const told = wrong || problem?.about("amount");
    if (ways.problem) return <Failed problem={ways.problem} again={ways.again} />;
    if (ways.data?.length === 0) return <p class="faint">{w.noMethods}</p>;
    return (
        <form
            class="adding"
            onSubmit={event => {
                event.preventDefault();
                void sending.run(new FormData(event.currentTarget)); // what was typed stays, whatever comes of it
            }}
        >
            {problem && !problem.about("amount") && !problem.about("method") && <Failed problem={problem} />}
            <div class="filters">
                <Field
                    label={w.amount(currency)}
                    name="amount"
                    required
                    inputMode="decimal"
                    autocomplete="off"
                    defaultValue={amount && typedAmount(amount)}
                    wrong={told}
                />
                <Select
                    label={w.method}
                    name="method"
                    value={method ?? ""}
                    choices={methods.map(each => [each, w.methods[each]])}
                    wrong={problem?.about("method")}
                    onChange={each => setMethod(each as Method)}
                />
                <button type="submit" class="main" disabled={sending.busy || !method}>
                    {w.go}
                </button>
            </div>
            <p class="faint small">{w.goNote}</p>
        </form>
    );
}
