// top-up.tsx: opens a payment. What the method costs on top is shown on the payment's page, before anything is paid.
import { useState } from "preact/hooks";
import { client, dataOf, once, type Money } from "../api";
import { go } from "../route";
import { words } from "../words/en";
import { Field, Select, useSending } from "./form";
import { minorUnits, typedAmount } from "./money";
import { Failed } from "./page";

const w = words.funds;
const methods = ["card", "btc", "bch", "ltc", "doge", "xmr"] as const;
type Method = (typeof methods)[number];

/** `amount`: what is lacking, where that is known. `account`: only staff says it. */
export function TopUp({ currency, amount, account }: { currency: string; amount?: Money; account?: string }) {
    const [method, setMethod] = useState<Method>("card");
    const [wrong, setWrong] = useState("");
    const sending = useSending(async (fields, key) => {
        const units = minorUnits(String(fields.get("amount")), currency);
        setWrong(units ? "" : w.amountWrong);
        if (!units) return;
        const body = { amount: { amount: units, currency }, method, ...(account ? { account } : {}) };
        const made = await dataOf(client.POST("/v1/payments", { body, params: once(key) }));
        go(`/payments/${made!.id}`);
    });
    const problem = sending.problem;
    const told = wrong || problem?.about("amount");
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
                    value={method}
                    choices={methods.map(each => [each, w.methods[each]])}
                    wrong={problem?.about("method")}
                    onChange={each => setMethod(each as Method)}
                />
                <button type="submit" class="main" disabled={sending.busy}>
                    {w.go}
                </button>
            </div>
            <p class="faint small">{w.goNote}</p>
        </form>
    );
}
