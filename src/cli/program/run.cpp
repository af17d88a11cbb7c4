// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/office.h"
#include "cli/progress/long_work.h"
#include "cli/verbs.h"
#include "cli/witness/check_proof.h"

namespace concordat::cli {
namespace {

struct Verb {
  std::string_view name;
  Exit (*run)(Arguments const&);
};

constexpr std::array verbs{
    Verb{"help", run_help},
    Verb{"init", run_init},
    Verb{"check", run_check},
    Verb{"submit", run_submit},
    Verb{"collect", run_collect},
    Verb{"feeds", run_feeds},
    Verb{"feeds template", run_feeds_template},
    Verb{"chase", run_chase},
    Verb{"quality", run_quality},
    Verb{"plan publish", run_plan_publish},
    Verb{"plan target", run_plan_target},
    Verb{"plan withdraw", run_plan_withdraw},
    Verb{"quarantine", run_quarantine},
    Verb{"place-text list", run_place_text_list},
    Verb{"place-text map", run_place_text_map},
    Verb{"place-text forget", run_place_text_forget},
    Verb{"retention", run_retention},
    Verb{"backup", run_backup},
    Verb{"backup key", run_backup_key},
    Verb{"restore", run_restore},
    Verb{"drill", run_drill},
    Verb{"release", run_release},
    Verb{"patterns", run_look},
    Verb{"hotspots", run_look},
    Verb{"change", run_look},
    Verb{"contrast", run_look},
    Verb{"near-repeat", run_look},
    Verb{"scan", run_look},
    Verb{"around", run_look},
    Verb{"space-time", run_look},
    Verb{"funnel", run_look},
    Verb{"signals", run_look},
    Verb{"forecast", run_look},
    Verb{"ledger verify", run_ledger_verify},
    Verb{"ledger export", run_ledger_export},
    Verb{"ledger status", run_ledger_status},
    Verb{"ledger witness", run_ledger_witness},
    Verb{"ledger compare", run_ledger_compare},
    Verb{"ledger prove", run_ledger_prove},
    Verb{"ledger check-proof", run_ledger_check_proof},
    Verb{"ledger rotate-key", run_ledger_rotate_key},
    Verb{"witness", run_witness},
    Verb{"witness key", run_witness_key},
    Verb{"witness gossip", run_witness_gossip},
    Verb{"witness status", run_witness_status},
    Verb{"witness proof", run_witness_proof},
    Verb{"witness clear", run_witness_clear},
    Verb{"agreement check", run_agreement_check},
    Verb{"agreement decide", run_agreement_decide},
    Verb{"agreement why", run_agreement_why},
    Verb{"agreement plan", run_agreement_plan},
    Verb{"agreement what-if", run_agreement_what_if},
    Verb{"agreement simulate", run_agreement_simulate},
    Verb{"agreement replay", run_agreement_replay},
    Verb{"agreement print", run_agreement_question},
    Verb{"agreement who", run_agreement_question},
    Verb{"agreement what", run_agreement_question},
    Verb{"agreement diff", run_agreement_question},
    Verb{"agreement overlap", run_agreement_question},
    Verb{"agreement coverage", run_agreement_question},
    Verb{"agreement calendar", run_agreement_question},
    Verb{"agreement register", run_agreement_question},
    Verb{"agreement sign", run_agreement_sign},
    Verb{"agreement key", run_agreement_key},
    Verb{"agreement add", run_agreement_add},
    Verb{"agreement suspend", run_agreement_suspend},
    Verb{"agreement resume", run_agreement_resume},
    Verb{"agreement end", run_agreement_end},
    Verb{"agreement list", run_agreement_list},
    Verb{"agreement templates", run_agreement_templates},
    Verb{"agreement new", run_agreement_new},
    Verb{"agreement assessments", run_agreement_assessments},
    Verb{"agreement draft add", run_agreement_draft_add},
    Verb{"agreement draft list", run_agreement_draft_list},
    Verb{"agreement draft show", run_agreement_draft_show},
    Verb{"agreement draft use", run_agreement_draft_use},
    Verb{"agreement draft answer", run_agreement_draft_answer},
    Verb{"agreement draft write", run_agreement_draft_write},
    Verb{"agreement activate", run_agreement_activate},
    Verb{"agreement assess", run_agreement_assess},
    Verb{"agreement history", run_agreement_history},
    Verb{"agreement acknowledge", run_agreement_acknowledge},
    Verb{"agreement acknowledgements", run_agreement_acknowledgements},
    Verb{"agreement stop-check", run_agreement_stop_check},
    Verb{"account add", run_account_add},
    Verb{"account grant", run_account_grant},
    Verb{"account list", run_account_list},
    Verb{"account disable", run_account_disable},
    Verb{"account enable", run_account_enable},
    Verb{"account reset", run_account_reset},
    Verb{"account link", run_account_link},
    Verb{"definitions check", run_definitions_check},
    Verb{"serve", run_serve},
    Verb{"synth", run_synth},
    Verb{"link-files", run_link_files},
};

/// The verbs of sharing differ in what they ask the hub, and in nothing else.
Exit run_sharing(SharingVerb const& verb, Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const member = find_member(office.hub(), arguments, "");
  if (!member) return Exit::refused;
  auto const shown = run_verb(verb, office.hub(), *member, arguments.sharing);
  auto const unknown = unknown_words(verb, office.hub(), arguments.sharing);
  if (!shown && arguments.json) return complain(arguments, shown.error(), text::join(unknown, "; "));
  // What went wrong comes first; a list of what could stand there may be long.
  auto exit = shown && shown->refused ? Exit::refused : Exit::ok;
  if (!shown) exit = complain(arguments, shown.error());
  else if (arguments.json) print_json(shown->json);
  else if (shown->is_csv) print_csv(shown->text);
  else print(shown->text);
  for (auto const& word : unknown) fmt::print(stderr, "{}.\n", word);
  return exit;
}

/// The verbs of places, of protection and of transparency touch files and no hub.
Exit tell(Tried<FileAnswer> const& answer, Arguments const& arguments) {
  if (!answer) return complain(arguments, Trouble{answer.error().about, answer.error().problem, answer.error().findings});
  if (arguments.json) print_json(answer->json);
  else print(answer->text);
  return answer->refused ? Exit::refused : Exit::ok;
}

/// Those of places may take long.
Exit run_places(PlacesVerb const& verb, Arguments const& arguments) {
  auto const answer = [&]() -> Tried<PlacesAnswer> {
    if (auto const fine = check_numbers(arguments.places); !fine) return tl::unexpected{fine.error()};
    if (auto const own = check_own_output(arguments.places); !own) return tl::unexpected{own.error()};
    LongWork work{!arguments.json && !arguments.quiet};
    auto asked = arguments.places;
    asked.go_on = work.go_on(verb.name);
    return verb.run(asked);
  }();
  return tell(answer, arguments);
}

}  // namespace

Exit run(Arguments const& given) {
  auto arguments = given;
  if (!arguments.config.empty() && arguments.verb != "serve") {
    if (auto const exit = take_config(arguments)) return *exit;
  }
  for (auto const& verb : verbs) {
    if (verb.name == arguments.verb) return verb.run(arguments);
  }
  for (auto const& verb : sharing_verbs()) {
    if (verb.full() == arguments.verb) return run_sharing(verb, arguments);
  }
  for (auto const& verb : places_verbs()) {
    if (verb.full() == arguments.verb) return run_places(verb, arguments);
  }
  for (auto const& verb : protect_verbs()) {
    if (verb.full() == arguments.verb) return tell(verb.run(arguments.protect), arguments);
  }
  for (auto const& verb : encode_verbs()) {
    if (verb.full() == arguments.verb) return tell(verb.run_at(arguments.encode, SystemClock{}), arguments);
  }
  arguments.transparency.definitions = definitions_folder(arguments).string();
  for (auto const& verb : transparency_verbs()) {
    if (verb.full() == arguments.verb) return tell(verb.run(arguments.transparency), arguments);
  }
  return Exit::usage;
}

}  // namespace concordat::cli
