// SPDX-License-Identifier: Apache-2.0
// The agreements in force and the hub's own prohibitions as they stand at this moment, compiled for one question; and the
// engine's decision in the form that command line, page, program and record all show.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>

#include "agreements/engine/bundle.h"
#include "base/json.h"
#include "base/json_list.h"
#include "hub/agreements/agreements_desk.h"
#include "hub/hub.h"
#include "store/transaction.h"

namespace concordat::hub::sharing {

/// Of one day. Shared by the questions of a hub as long as what is stored stays as it was.
struct CompiledRules {
  StoredAgreements stored;
  Date today;
  Held held;
  std::vector<agreements::InForce> in_force;  ///< of `held`
  std::optional<agreements::Bundle> bundle;
};

/// What is stored is read anew for every question, so that what was suspended a moment ago permits nothing; it is checked and compiled
/// anew where one byte of it changed.
class StandingRules {
 public:
  [[nodiscard]] static Result<std::unique_ptr<StandingRules>> read(Hub& hub, store::Transaction& transaction);
  /// For who only looks. REQUIRES: `today` is what the hub said its day is (Hub::today, which may write).
  [[nodiscard]] static Result<std::unique_ptr<StandingRules>> read_on(Hub& hub, store::Connection& connection, Date today);

  [[nodiscard]] agreements::Decision decide(agreements::Request const& request, agreements::Facts const& facts) const;
  /// Every rule between the two agencies, nearest first: what of the question it covers, its conditions in words, and which of its terms
  /// are not met. It tells of all facts: for whoever knows them, having said them.
  [[nodiscard]] Json looked_at(Hub const& hub, agreements::Request const& request, agreements::Facts const& facts) const;
  [[nodiscard]] std::string hash() const { return compiled_->bundle->hash(); }
  [[nodiscard]] Date today() const { return compiled_->today; }
  [[nodiscard]] int minute() const { return minute_; }
  [[nodiscard]] Held const& held() const { return compiled_->held; }

 private:
  StandingRules() = default;
  std::shared_ptr<CompiledRules const> compiled_;
  int minute_ = 0;
};

/// {"answer": "yes" | "part" | "yes-if" | "no", "fields": [...], ...}: of each field what it is given as, under which rule,
/// clause and law; or why not, with code, reasons and who could do what about it.
[[nodiscard]] Json explain(Hub const& hub, Held const& held, agreements::Decision const& decision, agreements::Telling telling);

/// R09 for every field that the engine permits, where the data came from `originator`, who has not agreed.
void refuse_onward(agreements::Decision& decision, std::string const& originator);

/// Codes of a decision's refusals, each once, as the asker may read them.
[[nodiscard]] std::set<std::string> codes_of(agreements::Decision const& decision);
/// The rules that permit, each once.
[[nodiscard]] std::set<std::string> rules_of(agreements::Decision const& decision);

/// For a leaf: a word that a person typed goes into the record only where this hub knows it, because it might be a name.
[[nodiscard]] std::string known_purpose(Hub const& hub, std::string const& purpose);
[[nodiscard]] std::vector<std::string> known_fields(Hub const& hub, std::vector<std::string> const& fields);

}  // namespace concordat::hub::sharing
