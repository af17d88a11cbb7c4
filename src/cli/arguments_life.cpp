// SPDX-License-Identifier: Apache-2.0
#include <tuple>

#include "cli/arguments_build.h"

namespace concordat::cli {

void negotiation_verbs(Builder& build, CLI::App& agreement, Arguments& to) {
  auto* drafts = agreement.add_subcommand("draft", "agreements that are being negotiated, field by field")->require_subcommand(1);
  auto const verb = [&](std::string const& name, std::string const& help) {
    auto* made = build.verb(*drafts, name, "agreement draft " + name, help);
    database_options(*made, to);
    made->add_option("--by", to.by, "id of the member")->envname("CONCORDAT_BY");
    if (name != "add" && name != "list") made->add_option("DRAFT", to.draft, "id, as 'agreement draft list' shows it")->required();
    return made;
  };
  verb("add", "put a draft before the parties it names")->add_option("FILE", to.files, "agreement file, unsigned")->required()->expected(1);
  verb("list", "the drafts that your agency is party to");
  verb("show", "a draft: what each field is for, and what its owners say");
  auto* use = verb("use", "say what a field is for, as somebody who would get it");
  auto* answer = verb("answer", "accept a field, narrow it or refuse it, for the agency that owns the data");
  for (auto* one : {use, answer}) one->add_option("--rule", to.rule, "id of the rule")->required();
  for (auto* one : {use, answer}) one->add_option("--field", to.field, "id of the field")->required();
  use->add_option("--use", to.use, "what it will be used for")->required();
  answer->add_option("--answer", to.answer, "accept, narrow or refuse")->required()->check(CLI::IsMember({"accept", "narrow", "refuse"}));
  for (auto const& [name, value, help] : {std::tuple{"--form", &to.form, "narrowed to this less identifying form"}, {"--as", &to.as, "narrowed to this coarser transform"},
                                          {"--condition", &to.condition, "narrowed by: necessity, trained, case, consent or office-hours"}, {"--code", &to.code, "why it is refused: R00 to R18"},
                                          {"--reason", &to.reason, "why, in words; names nobody"}, {"--signed-off-by", &to.signed_off_by, "id of the senior officer behind the refusal of a duty"}})
    answer->add_option(name, *value, help);
  verb("write", "the document that came out of it, ready to be signed")->add_option("--out", to.out, "file to write")->required();
}

void place_text_verbs(Builder& build, Arguments& to) {
  auto* group = build.group("place-text", "words for a place that named none the hub knows: what they mean, said once by those who send the feed");
  auto const verb = [&](std::string const& name, std::string const& help) {
    auto* made = build.verb(*group, name, "place-text " + name, help);
    database_options(*made, to);
    made->add_option("--feed", to.feed, "id of the feed")->required();
    made->add_option("--by", to.by, "id of the member who sends this feed's files")->envname("CONCORDAT_BY");
    return made;
  };
  verb("list", "the words that wait for a meaning, with their rows, and the meanings that stand");
  auto* map = verb("map", "say what such words mean: they are destroyed, and the meaning acts from the next file on");
  map->add_option("--text", to.place_text, "number of the words, as 'place-text list' shows it")->required();
  map->add_option("--means", to.means, "place, home (a private home: never drawn) or nowhere (no place)")->required()->check(CLI::IsMember({"place", "home", "nowhere"}));
  map->add_option("--place", to.named_place, "for place: its name, as the partnership's files of places have it");
  map->add_option("--at", to.at_point, "for place: EASTING,NORTHING in metres, where several bear the name");
  verb("forget", "take a meaning away, from the next file on")->add_option("--meaning", to.place_meaning, "number of the meaning, as 'place-text list' shows it")->required();
}

void agreement_life_verbs(Builder& build, CLI::App& agreement, Arguments& to) {
  auto const verb = [&](std::string const& name, std::string const& help, std::string const& by) {
    auto* made = build.verb(agreement, name, "agreement " + name, help);
    database_options(*made, to);
    if (!by.empty()) made->add_option("--by", to.by, "id of the member: " + by)->envname("CONCORDAT_BY");
    return made;
  };
  std::string const id = "ID@VERSION, as 'agreement list' shows it", lead = "an information-governance lead of a party";
  auto const of_one = [&](CLI::App* made) { made->add_option("REFERENCE", to.reference, id)->required(); };
  verb("add", "bring signed agreements into a hub; two people then activate them", "")->add_option("FILE", to.files, "agreement files with their .sig beside them")->required();
  verb("activate", "say yes to an agreement's coming into force: it needs two people", lead)->add_option("REFERENCE", to.references, id)->required();
  auto* assess = verb("assess", "record an impact assessment of an agreement, which the first personalised flow waits for", "a lead or the data protection officer of a party");
  of_one(assess);
  assess->add_option("--dpia-ref", to.dpia_ref, "reference of the data protection impact assessment")
      ->excludes(assess->add_option("--eia-ref", to.eia_ref, "reference of the equality impact assessment"));
  assess->add_option("--date", to.date, "day it was approved, as 2026-11-21")->required();
  assess->add_option("--owner", to.owner, "post of who answers for it, as strategic-lead")->required();
  for (auto const& [name, help, reason] : {std::tuple{"suspend", "let an agreement rest, at once: it permits nothing until both sides lift that", "why, for the other parties; names nobody"},
                                           {"resume", "agree to lift a suspension: both sides must, and who suspended it", "why, if it helps the other parties"},
                                           {"end", "end an agreement for good, at once, before its last day", "why, for the other parties; names nobody"}}) {
    of_one(verb(name, help, lead));
    agreement.get_subcommand(name)->add_option("--reason", to.reason, reason);
  }
  of_one(verb("history", "what happened to an agreement, step by step, with the entries of the ledger", "who looks: of a party, posts and reasons show"));
  of_one(verb("acknowledge", "say that you have read an agreement that is in force", "you"));
  of_one(verb("acknowledgements", "who has not yet said so, by agency and role; names of your own agency only", "who looks: a member of a party"));
  (void)verb("stop-check", "mark what stands still because its agreement ran out, rests or ended; a running server does it every twenty seconds", "");
  verb("list", "the agreements of a hub, their state, and how much of each has not come", "who looks; of a party, it learns which fields have not come");
}

}  // namespace concordat::cli
