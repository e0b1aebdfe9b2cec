// ledger_joins.hpp: whether the rest of the store says the same as the ledger.
//
// For work of the database, on its thread; throws what SOCI throws. The database does the joining, so memory does not
// grow with what is stored.
#pragma once
#include <billing/replay.hpp>

#include "store/engine/session.hpp"

namespace offlist::store {

/// Adds to the report, beside what its replay found:
/// - each delisting whose fee is not held, earned or credited back as its state says, by the reference of its
/// transfers,
///   or which holds another balance;
/// - each transfer of a delisting that is not there;
/// - each receipt that is not in the ledger with its whole amount, in its customer's funds (or suspense) and the
///   surcharge;
/// - each gateway and currency of which the ledger has another sum than the receipts have;
/// - each payment that has received another amount than its receipts say, or is in a state that this amount belies, or
///   of which refunds and disputes took another amount than it says was charged back;
/// - each refund and dispute that took another amount than the ledger has of it, each transfer of one that is not
///   there, and each account of which another amount is frozen than its open disputes freeze.
void note_disagreements(soci::session& s, ledger_report& report);

}  // namespace offlist::store
