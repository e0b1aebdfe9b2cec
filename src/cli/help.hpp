// help.hpp: the longer texts of --help: where lists come from, statuses, examples.
//
// Constants.
#pragma once

namespace offlist::cli::help {

inline constexpr const char* about =
    R"(Checks addresses and domains against DNS blocklists, and says what was found with its evidence.
A list's answer counts only while its own test entries prove that it works.)";

inline constexpr const char* program = R"(Exit status (that of Nagios plugins):
  0  everything is clean
  1  nothing is listed, but something could not be verified
  2  something is listed
  3  nothing could be verified, or wrong use

Lists come from the first of: --lists DIR, [lists] directory of the configuration, $OFFLIST_LISTS,
share/offlist/lists.d of the installation, lists.d of the source tree, ./lists.d.

Use a resolver of your own: the big lists refuse questions through public ones (8.8.8.8, 1.1.1.1).

Examples:
  offlist check 45.83.12.7 mail.example.org
  offlist check --list spamhaus-zen --json - < addresses.txt
  offlist sweep inventory.txt
  offlist lists explain spamhaus-zen 127.0.0.4
  offlist serve --config /etc/offlist/offlist.toml

offlist COMMAND --help tells more, and so does man offlist.)";

inline constexpr const char* check =
    R"(The first line of the output is that of a Nagios plugin, with perfdata; the evidence follows.
With --json there is one object for every question, and at the end {"summary": {...}}.

Exit status: 0 all clean; 1 nothing listed, something not verified; 2 listed; 3 nothing verified, or wrong use.

Examples:
  offlist check 45.83.12.7
  offlist check 45.83.12.0/28 example.org
  grep -v '^#' addresses | offlist check --json -
  offlist check --resolver 127.0.0.1:5353 --list spamhaus-zen --list spamcop 45.83.12.7)";

inline constexpr const char* sweep =
    R"(An inventory has one address, CIDR range or domain a line; # starts a comment. Bad lines are named (the first
hundred of them) and nothing is asked, unless --skip-invalid is given. Each list is asked within its own limits; questions of
lists with a daily limit are counted in the budget file ($XDG_STATE_HOME/offlist/budget unless said).

Listings are told as soon as they are confirmed, and at the end a summary of each list. With --json there is
one object for every question that is not clean, and at the end {"summary": {...}}.
Ctrl-C stops asking, confirms what was answered and tells it; twice ends at once.

Exit status: 0 all clean; 1 nothing listed, something not verified; 2 listed; 3 nothing verified, or wrong use.

Examples:
  offlist sweep inventory.txt
  offlist sweep --max-duration 2h --json inventory.txt > findings.jsonl
  zcat addresses.gz | offlist sweep --skip-invalid -)";

inline constexpr const char* lists =
    R"(Exit status of lists test: 0 all healthy, 2 some not, 3 none could be asked. Of the others: 0, or 3 for wrong use.

Examples:
  offlist lists
  offlist lists show spamhaus-zen
  offlist lists test --resolver 127.0.0.1
  offlist lists explain spamhaus-zen 127.0.0.4 127.255.255.254)";

inline constexpr const char* serve =
    R"(Runs until SIGTERM or SIGINT: the requests and questions under way are finished within [service] drain (20s unless
said); a second signal ends at once. SIGHUP reads the configuration and the lists again; a broken one is refused in the
log and the old goes on. What it does is told on standard error ([log] format = "text" or "json").

Exit status: 0 stopped by a signal; 3 a configuration, a store or an address that cannot be used.

Examples:
  offlist serve --config /etc/offlist/offlist.toml
  curl http://127.0.0.1:8080/readyz)";

inline constexpr const char* import_subjects =
    R"(Takes one subject a line with # comments, CSV with a header (subject, and label if you like), and the INI of check_rbl
and dnsbl_exporter (server= under [targets]). Everything is imported or nothing: every bad line is named.
The daemon takes notice within a minute.

Examples:
  offlist import customers.csv --account acc_12
  offlist import --config offlist.toml targets.ini --account acc_12)";

inline constexpr const char* account =
    R"(These open the store themselves, beside the daemon if it runs, and write the audit log.

Examples:
  offlist account create --name "Example Ltd" --email ops@example.org
  offlist account list --json
  offlist account terminate acc_12 --reason "left us"
  offlist account destroy acc_12 --confirm "Example Ltd" --reason "asked us to")";

inline constexpr const char* token = R"(Only a hash of a token is stored: whoever loses one needs a new one.

Examples:
  offlist token create --role admin --name "my laptop" > admin.token
  offlist token create --role customer --account acc_12 --expires 90d --read-only
  offlist token revoke tok_3)";

inline constexpr const char* subject = R"(The daemon takes notice within a minute.

Examples:
  offlist subject add 45.83.12.0/28 example.org --account acc_12 --label "mail pool"
  offlist subject list --account acc_12
  offlist subject remove sub_7)";

inline constexpr const char* delisting =
    R"(For staff who live in a terminal: the same jobs as REST serves. cancel works while nothing was sent; the fee goes back.

Examples:
  offlist delisting list --state live
  offlist delisting show del_7 --json
  offlist delisting cancel del_7 --reason "ordered by mistake"
  offlist delisting rates)";

inline constexpr const char* task =
    R"(claim prints what to do, with link and text; the claim lasts for [delisting] claim_timeout, then somebody else may take it.
complete says what became of it: submitted, or rejected with a note that the customer reads (the fee then goes back).

Examples:
  offlist task list
  offlist task claim tsk_3
  offlist task complete tsk_3 --outcome submitted --note "form sent, ticket 4711"
  offlist task complete tsk_3 --outcome rejected --note "the operator wants the network's owner to ask")";

inline constexpr const char* funds =
    R"(What the account has to spend, what is held for its delistings, and every transfer, newest first.

Examples:
  offlist funds acc_12 --config offlist.toml)";

inline constexpr const char* ledger =
    R"(verify adds up every transfer ever written and compares with the balances that are kept and with what each delisting
holds. It changes nothing. The daemon does the same at its start and each night.

Exit status of verify: 0 the books balance; 2 they do not, and where; 3 they cannot be read.

Examples:
  offlist ledger verify --config offlist.toml
  offlist ledger verify --json)";

inline constexpr const char* backup = R"(Of a store in SQLite. For PostgreSQL use pg_dump, which the message spells out.

Examples:
  offlist backup --config /etc/offlist/offlist.toml /var/backups/offlist-monday.db)";

inline constexpr const char* doctor =
    R"(Looks at the configuration, the clock, the resolvers, the lists and the store, and says in words what to do.
--quick asks the daemon's /readyz instead: for health checks.

Exit status: 0 all is well; 1 something to see to; 2 something is broken; 3 wrong use.

Examples:
  offlist doctor --config /etc/offlist/offlist.toml
  offlist doctor --config /etc/offlist/offlist.toml --quick)";

inline constexpr const char* completion = R"(Examples:
  offlist completion bash > /etc/bash_completion.d/offlist
  offlist completion zsh > "${fpath[1]}/_offlist"
  offlist completion fish > ~/.config/fish/completions/offlist.fish)";

}  // namespace offlist::cli::help
