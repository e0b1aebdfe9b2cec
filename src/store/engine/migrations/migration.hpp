// migration.hpp: the numbered steps that bring a store to this program's schema.
//
// To add one: a file migrations/mNNNN_what.cpp with a function that returns the migration, declared here, and its line
// in all_migrations() (migrations.cpp). A migration that has been released is never changed. Texts are for both
// backends; what they spell differently is a placeholder:
//
//   {id}                an integer primary key that the database numbers, never using a number twice
//   {text}              text that is compared octet by octet
//   {append_only TABLE} triggers: rows of TABLE can neither be changed nor deleted
//   {append_only TABLE ACCOUNT} the same, but rows may be deleted while the account in their column ACCOUNT stands in
//                       the table `destruction` (account_table::destroy_rows)
//   {goes_with_delisting TABLE}
//                       of a TABLE that is {append_only} already: rows may be deleted while the account of their
//                       `delisting` stands there
//   {sqlite STATEMENT}, {postgresql STATEMENT}
//                       only there
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace offlist::store {

struct migration {
    int number = 0;                       ///< 1, 2, 3 … without a gap
    std::string_view name;                ///< what it brings, in a word or two
    std::vector<std::string> statements;  ///< each one statement, without the final semicolon
};

[[nodiscard]] migration monitor_tables();           ///< 1
[[nodiscard]] migration money_tables();             ///< 2
[[nodiscard]] migration payment_tables();           ///< 3
[[nodiscard]] migration delisting_lookup();         ///< 4
[[nodiscard]] migration payment_nonce();            ///< 5
[[nodiscard]] migration history_indexes();          ///< 6
[[nodiscard]] migration delivery_due();             ///< 7
[[nodiscard]] migration webhook_tables();           ///< 8
[[nodiscard]] migration destroyed_delistings();     ///< 9
[[nodiscard]] migration live_delistings();          ///< 10
[[nodiscard]] migration no_wakes_at();              ///< 11
[[nodiscard]] migration mass_direction_column();    ///< 12
[[nodiscard]] migration subject_changes();          ///< 13
[[nodiscard]] migration list_verification_table();  ///< 14
[[nodiscard]] migration quotas_and_proofs();        ///< 15
[[nodiscard]] migration vouched_submissions();      ///< 16
[[nodiscard]] migration people_tables();            ///< 17
[[nodiscard]] migration store_lives();              ///< 18
[[nodiscard]] migration document_tables();          ///< 19
[[nodiscard]] migration claim_tables();             ///< 20
[[nodiscard]] migration search_indexes();           ///< 21
[[nodiscard]] migration claimed_keys();             ///< 22
[[nodiscard]] migration adjustment_table();         ///< 23

/// All of them, in order.
[[nodiscard]] std::vector<migration> all_migrations();

}  // namespace offlist::store
