// index.tsx: staff's pages, by their path.
import type { StaffProps } from "../../parts/lazy";
import { StaffOverview } from "./overview";
import { Queue } from "./queue";

export function Staff({ path, query, me, nowhere }: StaffProps) {
    if (path === "/staff") return <StaffOverview key="staff" />;
    if (path === "/staff/queue") return <Queue key="queue" query={query} me={me} />;
    return nowhere;
}
