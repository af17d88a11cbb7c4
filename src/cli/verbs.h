// SPDX-License-Identifier: Apache-2.0
// One function a verb. Each prints its answer and gives the exit code.
#pragma once

#include <string>

#include "cli/arguments.h"

namespace concordat::hub {
struct Refusal;
}

namespace concordat::cli {

[[nodiscard]] Exit run(Arguments const& arguments);

[[nodiscard]] Exit run_help(Arguments const& arguments);
[[nodiscard]] Exit run_init(Arguments const& arguments);
[[nodiscard]] Exit run_check(Arguments const& arguments);
[[nodiscard]] Exit run_submit(Arguments const& arguments);
[[nodiscard]] Exit run_collect(Arguments const& arguments);
[[nodiscard]] Exit run_feeds(Arguments const& arguments);
[[nodiscard]] Exit run_feeds_template(Arguments const& arguments);
[[nodiscard]] Exit run_chase(Arguments const& arguments);
[[nodiscard]] Exit run_quality(Arguments const& arguments);
[[nodiscard]] Exit run_plan_publish(Arguments const& arguments);
[[nodiscard]] Exit run_plan_target(Arguments const& arguments);
[[nodiscard]] Exit run_plan_withdraw(Arguments const& arguments);
[[nodiscard]] Exit run_place_text_list(Arguments const& arguments);
[[nodiscard]] Exit run_place_text_map(Arguments const& arguments);
[[nodiscard]] Exit run_place_text_forget(Arguments const& arguments);
[[nodiscard]] Exit run_quarantine(Arguments const& arguments);
[[nodiscard]] Exit run_retention(Arguments const& arguments);
[[nodiscard]] Exit run_backup(Arguments const& arguments);
[[nodiscard]] Exit run_backup_key(Arguments const& arguments);
[[nodiscard]] Exit run_restore(Arguments const& arguments);
[[nodiscard]] Exit run_drill(Arguments const& arguments);
[[nodiscard]] Exit run_release(Arguments const& arguments);
/// Each reason of a source once, with all fields that it is about.
[[nodiscard]] std::string refusal_text(hub::Refusal const& refusal);
/// Of a release that somebody stopped once its entry was committed: what stands, and how to come by its files.
[[nodiscard]] std::string stopped_late_text(std::string const& release, std::uint64_t ledger_index);
/// 'patterns', 'hotspots', 'change', 'contrast', 'near-repeat', 'scan', 'around', 'space-time', 'funnel', 'signals' and 'forecast': the table of that look, and what it says in short.
[[nodiscard]] Exit run_look(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_verify(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_export(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_status(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_witness(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_compare(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_prove(Arguments const& arguments);
[[nodiscard]] Exit run_ledger_rotate_key(Arguments const& arguments);
[[nodiscard]] Exit run_witness(Arguments const& arguments);
[[nodiscard]] Exit run_witness_key(Arguments const& arguments);
[[nodiscard]] Exit run_witness_gossip(Arguments const& arguments);
[[nodiscard]] Exit run_witness_status(Arguments const& arguments);
[[nodiscard]] Exit run_witness_proof(Arguments const& arguments);
[[nodiscard]] Exit run_witness_clear(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_check(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_decide(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_why(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_plan(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_what_if(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_simulate(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_replay(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_sign(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_key(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_add(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_suspend(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_resume(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_end(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_templates(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_new(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_assessments(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_activate(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_assess(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_history(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_acknowledge(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_acknowledgements(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_stop_check(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_draft_add(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_draft_list(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_draft_show(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_draft_use(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_draft_answer(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_draft_write(Arguments const& arguments);
[[nodiscard]] Exit run_agreement_list(Arguments const& arguments);
/// who, what, diff, overlap, coverage, calendar, register and print: the answer is made in cli/analysis.
[[nodiscard]] Exit run_agreement_question(Arguments const& arguments);
[[nodiscard]] Exit run_account_add(Arguments const& arguments);
[[nodiscard]] Exit run_account_grant(Arguments const& arguments);
[[nodiscard]] Exit run_account_list(Arguments const& arguments);
[[nodiscard]] Exit run_account_disable(Arguments const& arguments);
[[nodiscard]] Exit run_account_enable(Arguments const& arguments);
[[nodiscard]] Exit run_account_reset(Arguments const& arguments);
[[nodiscard]] Exit run_account_link(Arguments const& arguments);
[[nodiscard]] Exit run_definitions_check(Arguments const& arguments);
[[nodiscard]] Exit run_serve(Arguments const& arguments);
[[nodiscard]] Exit run_link_files(Arguments const& arguments);
[[nodiscard]] Exit run_synth(Arguments const& arguments);

}  // namespace concordat::cli
