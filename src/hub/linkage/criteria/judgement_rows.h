// SPDX-License-Identifier: Apache-2.0
// Inside the module: rows of judgements, and which of them a member may see.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalogue/criteria/criteria.h"
#include "hub/linkage/criteria/evidence_gate.h"
#include "hub/linkage/criteria/judgement.h"
#include "hub/linkage/household/members.h"
#include "hub/linkage/marks.h"
#include "hub/sharing/sealed_words.h"
#include "store/connection.h"
#include "store/transaction.h"

namespace concordat::hub::links {

struct JudgementRow {
  std::string id, agency, made_by, made_as, made_at, until, state;
  std::string asked;                     ///< empty: nobody
  store::Bytes words_sealed;             ///< empty: they are gone
  std::string second, second_as, second_at;
  store::Bytes second_sealed;
  std::uint64_t leaf_index = 0;
  bool of_several = false;  ///< its records are of more than one person now: whom it was about, nobody knows
};
[[nodiscard]] Result<std::optional<JudgementRow>> find_judgement(store::Connection& connection, std::string const& id);
/// Hanging on a record of that person now; the newest first.
[[nodiscard]] Result<std::vector<JudgementRow>> judgement_rows_of(store::Connection& connection, Person person);
[[nodiscard]] Result<std::vector<Record>> records_of_judgement(store::Connection& connection, std::string const& id);
/// The same, for entries of the ledger.
[[nodiscard]] Result<std::vector<store::RecordKeyRef>> keys_of_judgement(store::Connection& connection, std::string const& id);
/// Something of this supplier's was told, by these rules: for the leaf and the uses.
void note_use(HomeMembers& home, Member const& member, std::string const& purpose, std::string const& supplier, EvidenceSight const& sight);

[[nodiscard]] sharing::Spot spot_of(JudgementRow const& row);
[[nodiscard]] sharing::Spot second_spot_of(JudgementRow const& row);
/// As this member may read it.
[[nodiscard]] Result<JudgementTold> told_of(Hub& hub, Member const& member, JudgementRow const& row);
/// What of another agency's judgement may be told: who made it and when, beside the name and role in a record that it hangs on.
[[nodiscard]] Result<EvidenceSight> sight_of(EvidenceGate& gate, store::Transaction& transaction, JudgementRow const& row);
/// Whether an agreement in force lets reviewers of that agency be told who judged and when, beside name and role in one of these records,
/// once all that it asks for is there.
[[nodiscard]] Result<bool> could_be_told(Hub& hub, store::Transaction& transaction, Member const& member, std::string const& agency, std::string const& purpose, std::vector<Record> const& records);
/// The own agency's about a person, the newest first.
[[nodiscard]] Result<std::vector<JudgementTold>> own_judgements(Hub& hub, store::Connection& connection, Member const& member, Person person);

[[nodiscard]] Problem unknown_programme();
[[nodiscard]] Problem not_its_purpose();
[[nodiscard]] bool is_for(Hub const& hub, catalogue::Programme const& programme, std::string_view purpose);

}  // namespace concordat::hub::links
