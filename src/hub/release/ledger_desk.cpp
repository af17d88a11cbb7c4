// SPDX-License-Identifier: Apache-2.0
#include "hub/release/ledger_desk.h"

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/act.h"
#include "hub/processing_desk.h"
#include "hub/release/file_proof.h"
#include "ledger/leaf.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql file_by_hash =
    "SELECT f.release, f.name, r.leaf_index FROM release_file f JOIN release r ON r.id = f.release WHERE f.sha256 = ?";

}  // namespace sql

tl::unexpected<Problem> stored_release_differs() {
  return fail(Fault::integrity, "release.file-not-in-ledger", "The stored release and its ledger entry disagree.",
              "Tell the partnership's lead: the database may have been changed. 'concordat ledger verify' says more.");
}

Result<FileProof> prove_file(Hub& hub, std::string_view content) {
  auto const hash = crypto::to_hex(crypto::sha256(content));
  FileProof proof;
  bool found = false;
  auto read = hub.database().query(sql::file_by_hash,
                                   [&](store::Row const& row) {
                                     found = true;
                                     proof = {static_cast<std::uint64_t>(row.integer(2)), row.string(0), row.string(1)};
                                   },
                                   hash);
  if (!read) return fail(read);
  if (!found) {
    return fail(Fault::not_found, "release.file-unknown", "No release of this hub holds these bytes.",
                "The file was changed after its release, or comes from elsewhere: ask for the release again.");
  }
  auto const entry = hub.log().entry(proof.ledger_index);
  if (!entry) return fail(entry);
  auto const leaf = ledger::read_leaf(*entry);
  if (!leaf) return fail(leaf);
  auto const opening = hub.log().opening(proof.ledger_index, 0);
  if (!opening) return fail(opening);
  auto const& opened = opening->reveal(ProcessingDesk::open());
  if (!leaf->detail || !ledger::opens(*leaf->detail, opened)) return stored_release_differs();
  auto const detail = Json::parse(opened.value);
  if (!detail || (*detail)["files"][proof.name].string() != hash) return stored_release_differs();
  return proof;
}

Result<LedgerLook> look_at_ledger(Hub& hub, std::optional<std::string_view> release_file) {
  auto report = hub.log().verify();
  if (!report) return fail(report);
  LedgerLook look{.report = std::move(*report)};
  if (!look.report.intact()) return look;
  auto tail = ledger_tail(hub, look.report.size);
  if (!tail) return fail(tail);
  tell(*tail, look.report);
  look.tail = std::move(*tail);
  if (!look.report.intact()) return look;
  auto differences = state_differences(hub, look.report.size);
  if (!differences) return fail(differences);
  look.differences = std::move(*differences);
  Act act;
  act.event = ledger::Event::access;
  act.fields = {"ledger"};
  act.detail.set("size", look.report.size);
  if (!look.differences.empty()) act.why = {std::string{state_differs.view()}};
  if (release_file) {
    auto const proof = prove_file(hub, *release_file);
    if (proof) {
      look.proof = *proof;
    } else {
      look.unproved = proof.error();
    }
    act.fields.emplace_back("release-file");
    act.detail.set("release", proof ? proof->release : std::string{proof.error().code.view()});
  }
  if (auto const recorded = record_alone(hub, std::move(act)); !recorded) look.unrecorded = recorded.error();
  return look;
}

}  // namespace concordat::hub
