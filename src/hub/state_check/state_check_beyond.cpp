// SPDX-License-Identifier: Apache-2.0
// Rows that name an entry which nobody ever wrote: every other comparison leaves them to the checkpoints to come.
#include <array>

#include <fmt/format.h>

#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql entries_written = "SELECT coalesce(max(i) + 1, 0) FROM ledger_leaf";
/// One for each column of a table that names an entry; a test holds the list against the schema. Of the ledger's own tables hub/log tells.
constexpr std::array<store::Sql, 40> latest_named{
    "SELECT 'release.leaf_index', leaf_index FROM release WHERE leaf_index >= ?",
    "SELECT 'refusal.leaf_index', leaf_index FROM refusal WHERE leaf_index >= ?",
    "SELECT 'agreement_change.ledger_index', ledger_index FROM agreement_change WHERE ledger_index >= ?",
    "SELECT 'agreement_assessment.ledger_index', ledger_index FROM agreement_assessment WHERE ledger_index >= ?",
    "SELECT 'agreement_acknowledgement.ledger_index', ledger_index FROM agreement_acknowledgement WHERE ledger_index >= ?",
    "SELECT 'agreement_draft.ledger_index', ledger_index FROM agreement_draft WHERE ledger_index >= ?",
    "SELECT 'agreement_draft_use.ledger_index', ledger_index FROM agreement_draft_use WHERE ledger_index >= ?",
    "SELECT 'agreement_draft_answer.ledger_index', ledger_index FROM agreement_draft_answer WHERE ledger_index >= ?",
    "SELECT 'may_i.leaf_index', leaf_index FROM may_i WHERE leaf_index >= ?",
    "SELECT 'sharing_request.leaf_index', leaf_index FROM sharing_request WHERE leaf_index >= ?",
    "SELECT 'data_use.leaf_index', leaf_index FROM data_use WHERE leaf_index >= ?",
    "SELECT 'link_run.leaf_index', leaf_index FROM link_run WHERE leaf_index >= ?",
    "SELECT 'link_decision.leaf_index', leaf_index FROM link_decision WHERE leaf_index >= ?",
    "SELECT 'link_sample.leaf_index', leaf_index FROM link_sample WHERE leaf_index >= ?",
    "SELECT 'edition.signed_leaf', signed_leaf FROM edition WHERE signed_leaf >= ?",
    "SELECT 'closed_quarter.ledger_index', ledger_index FROM closed_quarter WHERE ledger_index >= ?",
    "SELECT 'quarter_revision.ledger_index', ledger_index FROM quarter_revision WHERE ledger_index >= ?",
    "SELECT 'quarter_filter.ledger_index', ledger_index FROM quarter_filter WHERE ledger_index >= ?",
    "SELECT 'month_all_there.ledger_index', ledger_index FROM month_all_there WHERE ledger_index >= ?",
    "SELECT 'protection_step.ledger_index', ledger_index FROM protection_step WHERE ledger_index >= ?",
    "SELECT 'protection_step.answer_index', answer_index FROM protection_step WHERE answer_index >= ?",
    "SELECT 'snap_epoch.ledger_index', ledger_index FROM snap_epoch WHERE ledger_index >= ?",
    "SELECT 'disclosure.leaf_index', leaf_index FROM disclosure WHERE leaf_index >= ?",
    "SELECT 'disclosure.taken_back_index', taken_back_index FROM disclosure WHERE taken_back_index >= ?",
    "SELECT 'disclosure_notice.done_index', done_index FROM disclosure_notice WHERE done_index >= ?",
    "SELECT 'quarter_revision.answer_index', answer_index FROM quarter_revision WHERE answer_index >= ?",
    "SELECT 'disclosure_opening.leaf_index', leaf_index FROM disclosure_opening WHERE leaf_index >= ?",
    "SELECT 'disclosure_notice.leaf_index', leaf_index FROM disclosure_notice WHERE leaf_index >= ?",
    "SELECT 'criteria_judgement.leaf_index', leaf_index FROM criteria_judgement WHERE leaf_index >= ?",
    "SELECT 'public_edition.proposed_leaf', proposed_leaf FROM public_edition WHERE proposed_leaf >= ?",
    "SELECT 'public_edition.ended_leaf', ended_leaf FROM public_edition WHERE ended_leaf >= ?",
    "SELECT 'public_edition_answer.leaf', leaf FROM public_edition_answer WHERE leaf >= ?",
    "SELECT 'edition_share.offered_leaf', offered_leaf FROM edition_share WHERE offered_leaf >= ?",
    "SELECT 'edition_share.ended_leaf', ended_leaf FROM edition_share WHERE ended_leaf >= ?",
    "SELECT 'edition_share_answer.leaf', leaf FROM edition_share_answer WHERE leaf >= ?",
    "SELECT 'equality_submission.leaf_index', leaf_index FROM equality_submission WHERE leaf_index >= ?",
    "SELECT 'equality_report.leaf_index', leaf_index FROM equality_report WHERE leaf_index >= ?",
    "SELECT 'agreement_stop.stopped_index', stopped_index FROM agreement_stop WHERE stopped_index >= ?",
    "SELECT 'agreement_stop.running_index', running_index FROM agreement_stop WHERE running_index >= ?",
    "SELECT 'partnership.group_changed_index', group_changed_index FROM partnership WHERE group_changed_index >= ?",
};

}  // namespace sql

Result<void> compare_beyond(Comparing& comparing) {
  auto const written = comparing.connection.query_integer(sql::entries_written);
  if (!written) return fail(written);
  for (auto const& latest : sql::latest_named) {
    auto const read = comparing.connection.query(latest, [&](store::Row const& row) {
      comparing.differ(fmt::format("row of {}", row.text(0)), std::nullopt, fmt::format("{} entries", written->value_or(0)), fmt::format("an entry {}, which was never written", row.integer(1)));
    }, written->value_or(0));
    if (!read) return read;
  }
  return {};
}

}  // namespace concordat::hub
