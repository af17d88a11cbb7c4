// SPDX-License-Identifier: Apache-2.0
#include "hub/release/ledger_desk.h"

#include "hub/act.h"

namespace concordat::hub {

Result<LedgerLook> look_at_ledger(Hub& hub, std::optional<std::string_view> release_file) {
  auto report = hub.log().verify();
  if (!report) return fail(report);
  LedgerLook look{.report = std::move(*report)};
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
