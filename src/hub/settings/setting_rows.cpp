// SPDX-License-Identifier: Apache-2.0
#include "hub/settings/setting_rows.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql steps =
    "SELECT p.setting, p.value_before, p.value, p.is_proposal, p.reason, p.said_by, p.said_for, p.said_at, p.ledger_index, p.answer, p.answered_by, p.answered_for, p.answered_at, "
    "p.answer_index, (SELECT count(*) FROM member m WHERE m.id = p.said_by AND m.agency = p.said_for AND m.active = 1) FROM protection_step p ORDER BY p.ledger_index";
constexpr store::Sql put_setting_step =
    "INSERT INTO protection_step (setting, value_before, value, is_proposal, reason, said_by, said_for, said_at, ledger_index) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr store::Sql answer_setting_step =
    "UPDATE protection_step SET answer = ?, answered_by = ?, answered_for = ?, answered_at = ?, answer_index = ? WHERE ledger_index = ? AND answer IS NULL";

}  // namespace sql

std::vector<std::string> fields_of(SettingStep const& step) { return {"protection-setting", step.setting, std::to_string(step.before), std::to_string(step.value)}; }

Result<std::vector<SettingStep>> setting_steps(store::Connection& connection) {
  std::vector<SettingStep> steps;
  auto const read = connection.query(sql::steps, [&](store::Row const& row) {
    SettingStep step{row.string(0), row.integer(1), row.integer(2), row.integer(3) != 0, false, row.string(4), {row.string(5), row.string(6), row.string(7), static_cast<std::uint64_t>(row.integer(8))}};
    if (!row.is_null(9)) {
      step.answer = row.string(9);
      step.answered = {row.string(10), row.string(11), row.string(12), static_cast<std::uint64_t>(row.integer(13))};
    }
    step.proposer_is_here = row.integer(14) > 0;
    steps.push_back(std::move(step));
  });
  if (!read) return fail(read);
  return steps;
}

std::optional<std::int64_t> last_said(std::vector<SettingStep> const& steps, SettingSpec const& spec) {
  std::optional<std::int64_t> value;
  std::uint64_t since = 0;
  for (auto const& step : steps) {
    if (step.setting != spec.name.view() || (step.is_proposal && step.answer != "confirmed")) continue;
    auto const index = step.is_proposal ? step.answered.ledger_index : step.said.ledger_index;
    if (value && index < since) continue;
    value = step.value;
    since = index;
  }
  return value;
}

Result<void> put_step(store::Connection& connection, SettingStep const& step) {
  auto const done = connection.execute(sql::put_setting_step, step.setting, step.before, step.value, step.is_proposal ? 1 : 0, step.reason, step.said.member, step.said.agency, step.said.at, step.said.ledger_index);
  if (!done) return fail(done);
  return {};
}

Result<void> put_answer_to_step(store::Connection& connection, SettingStep const& step) {
  auto const done = connection.execute(sql::answer_setting_step, step.answer, step.answered.member, step.answered.agency, step.answered.at, step.answered.ledger_index, step.said.ledger_index);
  if (!done) return fail(done);
  return {};
}

}  // namespace concordat::hub
