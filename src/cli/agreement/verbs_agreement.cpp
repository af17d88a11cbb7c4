// SPDX-License-Identifier: Apache-2.0
// What happens to an agreement in a hub: brought in, activated, suspended, lifted, ended, acknowledged.
#include <algorithm>

#include <fmt/format.h>

#include "agreements/print.h"
#include "base/visible.h"
#include "cli/office.h"
#include "cli/verbs.h"
#include "hub/act.h"
#include "hub/agreements/acknowledgement.h"
#include "hub/agreements/change.h"
#include "hub/agreements/history.h"
#include "hub/agreements/monitor.h"

namespace concordat::cli {

namespace {

/// "not yet" of "not-yet".
std::string in_words(FixedText name) {
  auto words = std::string{name.view()};
  std::ranges::replace(words, '-', ' ');
  return words;
}

std::string_view words_after(hub::AgreementChange change, hub::ChangedAgreement const& changed) {
  if (changed.waits && change == hub::AgreementChange::activate) return "signed; your yes is recorded, and a second person must activate it";
  if (changed.waits) return "still suspended; your yes is recorded, and the other side must agree too";
  switch (change) {
    case hub::AgreementChange::activate: return "active: in force between its days";
    case hub::AgreementChange::resume: return "active again from now on";
    case hub::AgreementChange::suspend: return "suspended from now on";
    case hub::AgreementChange::end: return "ended from now on";
  }
  return "";
}

Json model_of(hub::ChangedAgreement const& changed) {
  Json json;
  json.set("agreement", changed.reference).set("state", hub::name_of(changed.state).view()).set("waits", changed.waits);
  return json.set("ledger_index", changed.ledger_index);
}

Exit change(Arguments const& arguments, hub::AgreementChange change) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const changed = hub::change_agreement(office.hub(), arguments.reference, change, arguments.by, arguments.reason);
  if (!changed) return complain(arguments, changed.error());
  if (arguments.json) print_json(model_of(*changed));
  else print(fmt::format("{} is {}; ledger index {}.\n", changed->reference, words_after(change, *changed), changed->ledger_index));
  return Exit::ok;
}

}  // namespace

Exit run_agreement_add(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto worst = Exit::ok;
  Json all{Json::Array{}};
  for (auto const& file : arguments.files) {
    auto const added = hub::add_agreement(office.hub(), file);
    if (!added) {
      worst = complain(arguments, Trouble{file, added.error().problem, added.error().findings}, &all);
      continue;
    }
    if (arguments.json) {
      Json one;
      one.set("file", file).set("agreement", added->reference).set("signatures", words_for(added->signatures));
      one.set("state", hub::name_of(added->state).view()).set("ledger_index", added->ledger_index);
      all.push(one.set("findings", to_json(added->findings)));
    } else {
      print(fmt::format("{} is in the hub: {}; {}; ledger index {}.\n", added->reference, words_for(added->signatures),
                        added->state == hub::LifeState::signed_by_all ? "two people must now activate it" : hub::name_of(added->state).view(), added->ledger_index));
      for (auto const& finding : added->findings) print(visible(sentence(finding)) + "\n");
    }
  }
  if (arguments.json && !all.array().empty()) print_json(all);
  return worst;
}

Exit run_agreement_activate(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto worst = Exit::ok;
  Json all{Json::Array{}};
  for (auto const& reference : arguments.references) {
    auto const changed = hub::change_agreement(office.hub(), reference, hub::AgreementChange::activate, arguments.by);
    if (!changed) worst = complain(arguments, Trouble{reference, changed.error(), {}}, &all);
    else if (arguments.json) all.push(model_of(*changed));
    else print(fmt::format("{} is {}; ledger index {}.\n", changed->reference, words_after(hub::AgreementChange::activate, *changed), changed->ledger_index));
  }
  if (arguments.json) print_json(all);
  return worst;
}

Exit run_agreement_assess(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  bool const equality = arguments.dpia_ref.empty();
  hub::NewAssessment assessment{equality ? hub::AssessmentKind::equality : hub::AssessmentKind::data_protection, equality ? arguments.eia_ref : arguments.dpia_ref,
                                parse_date(arguments.date).value_or(Date::max()), arguments.owner};
  auto const index = hub::assess_agreement(office.hub(), arguments.reference, assessment, arguments.by);
  if (!index) return complain(arguments, index.error());
  if (arguments.json) {
    print_json(Json{}.set("agreement", arguments.reference).set("kind", hub::name_of(assessment.kind).view()).set("reference", assessment.reference).set("ledger_index", *index));
  } else {
    print(fmt::format("The {} impact assessment {} of {} is on record; ledger index {}.\n", equality ? "equality" : "data protection", assessment.reference,
                      arguments.reference, *index));
  }
  return Exit::ok;
}

Exit run_agreement_suspend(Arguments const& arguments) { return change(arguments, hub::AgreementChange::suspend); }
Exit run_agreement_resume(Arguments const& arguments) { return change(arguments, hub::AgreementChange::resume); }
Exit run_agreement_end(Arguments const& arguments) { return change(arguments, hub::AgreementChange::end); }

namespace {

/// The agency of who looks, once that look is an entry of the ledger.
std::optional<std::string> looks(hub::Hub& hub, Arguments const& arguments, std::string what, std::string const& reference, Exit& exit) {
  auto agency = asking_agency(hub, arguments);
  if (!agency) {
    exit = Exit::refused;
    return std::nullopt;
  }
  auto const held = hub::held_agreements(hub, hub.database(), hub.clock().today());
  hub::Act act;
  act.to = *agency;
  act.member = arguments.by;
  act.fields = {std::move(what)};
  // What was typed may be anything; only a reference that is there goes into an entry.
  if (held && held->find(reference) != nullptr) act.agreement = reference;
  auto const noted = hub::record_alone(hub, std::move(act));
  if (noted) return agency;
  exit = complain(arguments, noted.error());
  return std::nullopt;
}

}  // namespace

Exit run_agreement_history(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto exit = Exit::failed;
  auto const agency = looks(office.hub(), arguments, "agreement-history", arguments.reference, exit);
  if (!agency) return exit;
  auto const history = hub::agreement_history(office.hub(), arguments.reference, *agency);
  if (!history) return complain(arguments, history.error());
  Json all{Json::Array{}};
  for (auto const& [step, reason] : history->steps) {
    if (arguments.json) {
      Json one;
      one.set("step", hub::name_of(step.step).view()).set("state", hub::name_of(step.state).view()).set("agency", step.by.agency).set("member", step.by.member);
      all.push(one.set("at", step.at).set("ledger_index", step.ledger_index).set("reason", reason));
      continue;
    }
    auto const who = step.by.agency.empty() ? std::string{"at the hub"} : step.by.agency + (step.by.member.empty() ? "" : " (" + step.by.member + ")");
    print(fmt::format("{}  {:<9} {:<10} {}; ledger index {}\n", step.at, hub::name_of(step.step).view(), hub::name_of(step.state).view(), who, step.ledger_index));
    if (!reason.empty()) print("  " + visible(reason) + "\n");
  }
  if (arguments.json) print_json(all);
  return Exit::ok;
}

Exit run_agreement_acknowledge(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const index = hub::acknowledge_agreement(office.hub(), arguments.reference, arguments.by);
  if (!index) return complain(arguments, index.error());
  if (arguments.json) print_json(Json{}.set("agreement", arguments.reference).set("ledger_index", *index));
  else print(fmt::format("It is recorded that you have read {}; ledger index {}.\n", arguments.reference, *index));
  return Exit::ok;
}

Exit run_agreement_acknowledgements(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const member = find_member(office.hub(), arguments, "");
  if (!member) return Exit::refused;
  auto exit = Exit::failed;
  if (!looks(office.hub(), arguments, "agreement-acknowledgements", arguments.reference, exit)) return exit;
  auto const all = hub::acknowledgements_of(office.hub(), arguments.reference, *member);
  if (!all) return complain(arguments, all.error());
  Json list{Json::Array{}};
  for (auto const& row : all->by_role) {
    Json missing{Json::Array{}};
    for (auto const& id : row.missing) missing.push(id);
    if (arguments.json) {
      list.push(Json{}.set("agency", row.agency).set("role", row.role).set("asked", row.asked).set("done", row.done).set("missing", std::move(missing)));
      continue;
    }
    print(fmt::format("{} {}: {} of {} have read it{}{}\n", row.agency, row.role, row.done, row.asked, row.missing.empty() ? "" : "; not yet: ", fmt::join(row.missing, ", ")));
  }
  if (arguments.json) print_json(list);
  return Exit::ok;
}

Exit run_agreement_stop_check(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const report = hub::stop_check(office.hub());
  if (!report) return complain(arguments, report.error());
  if (arguments.json) {
    Json stopped{Json::Array{}};
    for (auto const& one : report->stopped) stopped.push(Json{}.set("agreement", one.reference).set("why", one.why).set("releases", one.releases));
    Json running{Json::Array{}};
    for (auto const& one : report->running_again) running.push(one);
    print_json(Json{}.set("stopped", std::move(stopped)).set("running_again", std::move(running)));
    return Exit::ok;
  }
  for (auto const& one : report->stopped) print(fmt::format("{} stands still ({}), and with it {} stored releases.\n", one.reference, one.why, one.releases));
  for (auto const& one : report->running_again) print(fmt::format("{} runs again.\n", one));
  if (report->empty()) print("Nothing changed.\n");
  return Exit::ok;
}

Exit run_agreement_list(Arguments const& arguments) {
  Office office{arguments};
  if (!office) return office.exit();
  auto const agency = asking_agency(office.hub(), arguments);
  if (!agency) return Exit::refused;
  auto const today = office.hub().clock().today();
  auto const held = hub::list_agreements(office.hub(), *agency, arguments.by);
  if (!held) return complain(arguments, held.error());
  auto const agreed = hub::agreed_supply(office.hub(), *agency);
  if (!agreed) return complain(arguments, agreed.error());
  Json all{Json::Array{}};
  for (auto const& one : held->agreements) {
    auto const& agreement = one->agreement;
    auto const state = agreements::name_of(held->standing_of(*one, today));
    auto const supply = std::ranges::find(*agreed, agreement.reference(), &hub::AgreedSupply::agreement);
    if (arguments.json) {
      Json json;
      json.set("agreement", agreement.reference()).set("title", agreement.title).set("from", format_date(agreement.from));
      json.set("until", format_date(agreement.until)).set("last_day", format_date(agreements::last_day(agreement.until))).set("state", in_words(state)).set("signatures", words_for(one->signatures));
      Json misfits{Json::Array{}};
      for (auto const& misfit : one->misfits) misfits.push(misfit);
      json.set("misfits", std::move(misfits));
      json.set("supply", supply == agreed->end() ? Json{} : to_json(*supply));
      all.push(std::move(json));
    } else {
      print(fmt::format("{:<44} {}  {}; {}\n", agreement.reference(), agreements::term_in_words(agreement.from, agreement.until),
                        in_words(state), words_for(one->signatures)));
      for (auto const& misfit : one->misfits) print(fmt::format("  {}\n", visible(misfit)));
      if (supply != agreed->end()) print("  " + text_of(*supply));
    }
  }
  if (arguments.json) print_json(all);
  return Exit::ok;
}

}  // namespace concordat::cli
