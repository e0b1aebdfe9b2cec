// api.ts: REST as the pages see it: typed by docs/openapi.json, problems as exceptions, and who is signed in.
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "openapi";
import { words } from "./words/en";

export type Schemas = components["schemas"];
export type Listing = Schemas["Listing"];
export type ListingDetail = Schemas["ListingDetail"];
export type Evidence = Schemas["Evidence"];
export type Subject = Schemas["Subject"];
export type Blocklist = Schemas["Blocklist"];
export type Money = Schemas["Money"];
export type Quote = Schemas["Quote"];
export type Delisting = Schemas["Delisting"];
export type DelistingDetail = Schemas["DelistingDetail"];
export type Payment = Schemas["Payment"];
export type Transfer = Schemas["Transfer"];
export type Task = Schemas["Task"];
export type ListedPerson = Schemas["ListedPerson"];
export type SignIn = Schemas["SignIn"];
export type Role = Schemas["Membership"]["role"];
export type FieldProblem = NonNullable<Schemas["Problem"]["errors"]>[number];

/** An answer that is a problem (application/problem+json), or none at all (status 0). */
export class ApiProblem extends Error {
    constructor(
        readonly status: number,
        readonly title: string,
        readonly detail: string,
        readonly request: string,
        readonly fields: FieldProblem[] = [],
        readonly kind = "", // the last word of its type: not-sold, price-differs …
    ) {
        super(title);
    }

    /** Refused for what it says: said otherwise it is another request, which needs another key. */
    get final(): boolean {
        const waits = this.status === 401 || this.status === 429 || this.kind === "still-running";
        return this.status >= 400 && this.status < 500 && !waits;
    }

    /** What is wrong with a field of the form. */
    about(field: string): string | undefined {
        const found = this.fields.find(each => each.field === field);
        return found && [found.what, found.expected].filter(Boolean).join("; expected ");
    }
}

const signedOut = new EventTarget();
/** Calls `then` whenever an answer says that nobody is signed in. Returns what ends that. */
export function whenSignedOut(then: () => void): () => void {
    signedOut.addEventListener("out", then);
    return () => signedOut.removeEventListener("out", then);
}

async function problemOf(response: Response): Promise<ApiProblem> {
    const request = response.headers.get("X-Request-Id") ?? "";
    const wait = Number(response.headers.get("Retry-After"));
    const body = await response.json().catch(() => ({}) as Partial<Schemas["Problem"]>);
    const detail = response.status === 429 && wait > 0 ? words.problem.wait(wait) : (body.detail ?? "");
    const kind = body.type?.split("/").pop();
    return new ApiProblem(
        response.status,
        body.title ?? words.problem.failed,
        detail,
        request,
        body.errors ?? [],
        kind,
    );
}

/** Where no answer comes, nobody knows whether something was done: a second try has to be harmless. */
async function sent(send: () => Promise<Response>, reads = true): Promise<Response> {
    try {
        return await send();
    } catch (failed) {
        if (failed instanceof DOMException && failed.name === "AbortError") throw failed;
        throw new ApiProblem(0, words.problem.offline, reads ? words.problem.offlineDetail : words.problem.lost, "");
    }
}

async function accepted(response: Response): Promise<Response> {
    if (response.ok) return response;
    if (response.status === 401) signedOut.dispatchEvent(new Event("out"));
    throw await problemOf(response);
}

const problems: Middleware = { onResponse: ({ response }) => accepted(response) };

/** client.GET("/v1/listings", …): compiles only where the document has it. */
export const client = createClient<paths>({
    baseUrl: location.origin,
    headers: { Accept: "application/json" },
    fetch: request => sent(() => fetch(request), request.method === "GET"),
});
client.use(problems);

/** The data of an answer; a problem has been thrown before. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
    return (await answer).data as T;
}

/** The header for a request that is done at most once, whatever happens to its answer. */
export const once = (key: string) => ({ header: { "Idempotency-Key": key } });

/** One for each form that is open, so that a double click is harmless. */
export function newKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), octet => octet.toString(16).padStart(2, "0")).join(
        "",
    );
}

// --- signing in: here a 401 is an answer, and not the end of a sign-in ---

export type Me = Schemas["Me"];

async function post(path: string, body: unknown): Promise<Response> {
    const headers = { "Content-Type": "application/json", Accept: "application/json" };
    const response = await sent(() => fetch(path, { method: "POST", headers, body: JSON.stringify(body) }), false);
    if (!response.ok) throw await problemOf(response);
    return response;
}

export const askForLink = (email: string) => post("/v1/login/links", { email });
/** Where the person wanted to go, if the link knows. */
export async function signIn(by: { link: string } | { code: string }): Promise<string | null> {
    const signed: Schemas["SignedIn"] = await (await post("/v1/login", by)).json();
    return signed.return;
}
/** People of the host see everybody's things. */
export const ofHost = (me: Me) => me.role === "staff" || me.role === "admin";
export const signOut = () => post("/v1/logout", {});
export const whoAmI = (): Promise<Me> => dataOf(client.GET("/v1/me"));

export interface Brand {
    name: string;
    support_url: string | null;
    terms_url: string | null;
}
export async function loadBrand(): Promise<Brand> {
    return (await accepted(await sent(() => fetch("/brand.json")))).json();
}
