// SPDX-License-Identifier: Apache-2.0
#include "hub/agreements/history.h"

#include "hub/processing_desk.h"

namespace concordat::hub {
namespace {

/// "reason" of the sealed detail. What is no longer there, because its year's key is gone, is no fault.
std::string reason_of(Hub& hub, LifeChange const& change, Processing const& processing) {
  bool const may_have_one = change.step == LifeStep::activate || change.step == LifeStep::suspend || change.step == LifeStep::lift || change.step == LifeStep::end;
  if (!may_have_one) return {};
  auto const opening = hub.log().opening(change.ledger_index, 0);
  if (!opening) return {};
  auto const detail = Json::parse(opening->reveal(processing).value);
  return detail && (*detail)["reason"].is_string() ? (*detail)["reason"].string() : std::string{};
}

}  // namespace

Result<AgreementHistory> agreement_history(Hub& hub, std::string const& reference, std::string const& agency) {
  auto const held = held_agreements(hub, hub.database(), hub.clock().today());
  if (!held) return fail(held);
  auto const* const one = held->find(reference);
  if (one == nullptr) {
    return tl::unexpected<Problem>{unknown_agreement()};
  }
  auto changes = changes_of(hub.database(), one->agreement.id.text, one->agreement.version);
  if (!changes) return fail(changes);
  AgreementHistory history{reference, !agency.empty() && one->agreement.party(agency) != nullptr};
  auto const processing = ProcessingDesk::open();
  for (auto& change : *changes) {
    HistoryStep step{std::move(change)};
    if (history.party) step.reason = reason_of(hub, step.change, processing);
    else step.change.by.member.clear();
    history.steps.push_back(std::move(step));
  }
  return history;
}

Result<std::optional<agreements::Standing>> standing_at(Hub& hub, std::string const& reference, std::uint64_t ledger_index) {
  auto const entry = hub.log().entry(ledger_index);
  if (!entry) return fail(entry);
  auto const leaf = ledger::read_leaf(*entry);
  if (!leaf) return fail(leaf);
  auto const day = std::chrono::floor<std::chrono::days>(leaf->at);
  auto const held = held_agreements_at(hub, hub.database(), day, ledger_index);
  if (!held) return fail(held);
  auto const* const one = held->find(reference);
  if (one == nullptr) return std::optional<agreements::Standing>{};
  return std::optional{held->standing_of(*one, day)};
}

}  // namespace concordat::hub
