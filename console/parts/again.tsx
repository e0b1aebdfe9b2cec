// again.tsx: the sign-in has ended in the middle of something. The page stays beneath, with all that was typed into it.
import { useState } from "preact/hooks";
import { whoAmI, type Me } from "../api";
import { BySentCode } from "../pages/enter";
import { go } from "../route";
import { words } from "../words/en";
import { Dialog } from "./dialog";

const w = words.again;
const same = (one: Me, other: Me) => one.person?.id === other.person?.id && one.account === other.account;

/** `back` when the same person is here again. Somebody else must not see what stands here: the page is loaded anew. */
export function SignInAgain({ me, back }: { me: Me; back: (me: Me) => void }) {
    const [told, tell] = useState("");
    const look = async () => {
        tell("");
        try {
            const now = await whoAmI();
            if (same(me, now)) back(now);
            else location.assign("/");
        } catch {
            tell(w.still);
        }
    };
    return (
        <Dialog title={w.title}>
            <p>{w.note}</p>
            <BySentCode signed={() => void look()} />
            <p class="faint">{w.link}</p>
            <p role="status">{told}</p>
            <p class="dialog-foot">
                <button type="button" class="plain" onClick={() => go("/enter", true)}>
                    {w.leave}
                </button>
                <button type="button" onClick={() => void look()}>
                    {w.other}
                </button>
            </p>
        </Dialog>
    );
}
