// SPDX-License-Identifier: Apache-2.0
#include "agreements/drafting/papers.h"

#include <fmt/format.h>

#include "agreements/drafting/paper_parts.h"

namespace concordat::agreements {
namespace {

using catalogue::Catalogue;

constexpr std::string_view blank = "  - Answer:\n  - Answered by, and when:\n";

/// A question, what the agreement says to it, and room for a person.
void ask(std::string& out, std::string_view question, std::string_view from_agreement) {
  out += fmt::format("- **{}**\n", question);
  if (!from_agreement.empty()) out += fmt::format("  - From the agreement: {}\n", from_agreement);
  out += blank;
}

std::string yes_or_no(bool yes, std::string const& with) {
  return yes ? "yes: " + with : "no.";
}

std::string flow(Rule const& rule, Catalogue const& catalogue) {
  auto out = fmt::format("### {}\n\n", plain(rule.id.text));
  out += fmt::format("- From {} to {} ({}), {}\n", listed(rule.disclosers), listed(rule.recipients), listed(rule.recipient_roles),
                     name_of(rule.form));
  out += fmt::format("- Why: {}\n- For: {}\n- Law: {}\n", plain(rule.why), listed(rule.purposes), law_named(rule.gateway.text, catalogue));
  out += fmt::format("- Only where: {}\n", conditions_words(rule.conditions));
  if (rule.control) {
    out += fmt::format("- Small numbers: groups under {} are {}\n", rule.control->min_group,
                       rule.control->on_fail == OnFail::refuse ? "refused" : "suppressed");
    if (auto const holds = rule.control->recipient_holds_named_incidents) out += *holds ? "- The recipient holds named records of the same incidents\n" : "- The recipient holds no named records of the same incidents\n";
  }
  out += fmt::format("- Keeping: {}; passing on: {}\n- Items:\n", keeping_words(rule.retention),
                     rule.onward == Onward::none ? "not allowed" : "only with the discloser's agreement");
  for (auto const& item : rule.items) {
    auto const* const field = catalogue.field(item.field.text);
    out += fmt::format("  - {}, given as {}{}\n", label_of(item.field.text, catalogue), name_of(item.as),
                       field == nullptr ? "" : fmt::format(" ({})", plain(catalogue::name_of(field->sensitivity))));
  }
  return out + "\n";
}

std::string flows(Agreement const& agreement, Catalogue const& catalogue) {
  std::string out = "## What is given\n\n";
  for (auto const& rule : agreement.rules) out += flow(rule, catalogue);
  return out;
}

std::string not_needed(std::string_view what) {
  return fmt::format("Nothing in this agreement is about single people, so that {} is not needed for it. Keep this page as the "
                     "record of that decision, and look again whenever an item is added.\n\n",
                     what);
}

std::string screening(Contents const& found) {
  std::string out = "## Screening\n\nA \"yes\" to any of these means that a full assessment is needed before anything is given.\n\n";
  ask(out, "Does it use special category data (health, ethnicity, sexual life, beliefs)?",
      yes_or_no(!found.special.empty(), listed(found.special) + "."));
  ask(out, "Does it use data on criminal offences, allegations included?",
      yes_or_no(!found.criminal.empty(), listed(found.criminal) + "."));
  ask(out, "Does it use other items that can do harm by themselves?",
      yes_or_no(!found.high_risk.empty(), listed(found.high_risk) + "."));
  ask(out, "Is it about children or other people who are easily harmed?",
      found.children ? "yes: children fall under it." : "no rule names children. Adults at risk may fall under it.");
  ask(out, "Are records of several agencies brought together at one?",
      yes_or_no(!found.joined_at.empty(), "at " + listed(found.joined_at) + "."));
  ask(out, "Is anybody under a duty of confidence?", yes_or_no(!found.confidence.empty(), listed(found.confidence) + "."));
  ask(out, "Can it lead to a decision about housing, benefits, school or work?",
      found.own_decision ? "yes: it is an agreement for such a decision." : "no purpose of it is one.");
  ask(out, "Can it lead to action against a person?",
      found.enforcement ? "yes: a purpose of it acts against people." : "no purpose of it does.");
  ask(out, "Is anything decided by a machine alone, or are people scored or ranked?",
      "no: the hub makes no automated decision about anybody and gives no score.");
  ask(out, "Are people told that it happens? If not, who decided that, on what exemption, and until when?", "");
  ask(out, "How many people will it be about in a year, and for how long?", "");
  ask(out, "Is there a less intrusive way: fewer items, fewer recipients, figures in place of names?", "");
  return out + "\n";
}

std::string dpia(Agreement const& agreement, Catalogue const& catalogue, Contents const& found) {
  auto out = opening("Data protection impact assessment: screening questions",
                     "Asked before an agreement is signed, and again when it changes.", agreement);
  out += fmt::format("- Assessment on record: {}\n\n",
                     agreement.dpia ? plain(agreement.dpia->reference) + ", approved " + format_date(agreement.dpia->approved)
                                    : "none yet");
  if (!found.about_people) out += not_needed("a full assessment");
  out += flows(agreement, catalogue);
  out += screening(found);
  out += "## Risks\n\n";
  for (auto const* const risk :
       {"Somebody who is a victim is read as somebody who does harm", "A whole list gets out", "An item is passed on or kept too long",
        "The wrong person is meant", "Somebody avoids a service because it tells others"}) {
    ask(out, fmt::format("{}: how likely, how bad, what keeps it from happening, what risk is left?", risk), "");
  }
  out += "\n## Decision\n\n- Full assessment needed (yes or no):\n- Risk that is left (low, medium, high; high goes to the "
         "Information Commissioner first):\n- Data protection officer's advice:\n- Decided by, post and date:\n- Reference for the "
         "agreement's `dpia`:\n";
  return out;
}

std::string equality(Agreement const& agreement, Contents const& found) {
  auto out = opening("Equality impact assessment: questions",
                     "For the public sector equality duty (Equality Act 2010, section 149).", agreement);
  out += fmt::format("- Assessment on record: {}\n\n",
                     agreement.eia ? plain(agreement.eia->reference) + ", approved " + format_date(agreement.eia->approved)
                                   : "none yet");
  if (!found.about_people) out += not_needed("a full equality assessment");
  out += "## Who is touched\n\n";
  ask(out, "Which groups of people will it mostly be about? Compare with residents of that age and with recorded events: each alone "
           "misleads.",
      found.children ? "children fall under it." : "");
  ask(out, "Do any items tell a protected characteristic, or nearly tell one?", yes_or_no(!found.protected_characteristics.empty(), listed(found.protected_characteristics) + "."));
  ask(out, "May somebody come under it by whom they know or where they live alone?", "");
  ask(out, "Who in these groups was asked, and what did they say?", "");
  out += "\n## What could go wrong\n\n";
  ask(out, "Could one group be disclosed about more than another without a reason in what they did or need?", "");
  ask(out, "Could it lead to more stops, exclusions, evictions, loss of benefits or removals of one group?",
      found.enforcement || found.own_decision ? "a purpose of it acts against people or decides about their place." : "its purposes do not decide such things; the prohibitions say what it may not be used for.");
  ask(out, "Does it help some people less: those without English, disabled people, those who do not trust services?", "");
  std::string bars;
  for (auto const& prohibition : agreement.prohibitions) bars += (bars.empty() ? "" : "; ") + plain(prohibition.why);
  ask(out, "What keeps this from happening?", bars.empty() ? "no prohibition stands in it." : bars + ".");
  out += "\n## What will be measured\n\nFor each group, against both comparisons, with the number of people and an interval: who comes "
         "under it, who leaves and after how long, how many had no recorded offence, how many were victims only, refusals, complaints "
         "upheld.\n\n";
  ask(out, "Who looks at these figures, how often, and what happens where they differ?", "");
  out += "\n## Decision\n\n- Go on, change, or stop:\n- Decided by, post and date:\n- Next review:\n- Reference for the agreement's "
         "`eia`:\n";
  return out;
}

std::string policy(Agreement const& agreement, Catalogue const& catalogue, Contents const& found) {
  auto out = opening("Appropriate policy document",
                     "For special category and criminal-offence data (Data Protection Act 2018, Schedule 1 Part 4; section 42 for law "
                     "enforcement).",
                     agreement);
  if (!found.about_people) out += not_needed("an appropriate policy document");
  out += fmt::format("## What it covers\n\n- Special category items: {}\n- Items on offences and allegations: {}\n- Other items of high "
                     "risk: {}\n\n",
                     listed(found.special), listed(found.criminal), listed(found.high_risk));
  out += "## Conditions relied on\n\nEach discloser and each recipient names its own; they need not be the same.\n\n";
  for (auto const& party : agreement.parties) {
    auto const* const body = catalogue.body(party.kind.text);
    out += fmt::format("- {} ({}): regime {}\n  - Lawful basis:\n  - Schedule 1 or Schedule 8 condition:\n", plain(party.agency.text),
                       plain(body == nullptr ? party.kind.text : body->label), plain(body == nullptr || body->regime.empty() ? "to be named" : body->regime));
  }
  out += "\n## How the principles are kept\n\n";
  out += "- Lawful and fair: the hub gives an item only where a signed rule allows it; every rule names its law, below.\n";
  out += "- For a purpose: every request names one purpose of the agreement";
  for (auto const& purpose : agreement.purposes) out += fmt::format("{} {}", &purpose == &agreement.purposes.front() ? ":" : ";", plain(purpose.because));
  out += ".\n- No more than needed: item by item, each in the least detail that serves, as listed in the rules.\n"
         "- Accurate: each item says who gave it; past recipients are told of corrections.\n"
         "- Not longer than needed:\n";
  for (auto const& rule : agreement.rules) out += fmt::format("  - {}: {}\n", plain(rule.id.text), keeping_words(rule.retention));
  out += "- Secure: sealed in storage, opened only to the people the rule names, every disclosure entered in a ledger that cannot be "
         "changed unseen.\n- Answered for: the agreement is reviewed by " + format_date(agreement.review_by) + ".\n\n## Law, rule by rule\n\n";
  for (auto const& rule : agreement.rules) out += fmt::format("- {}: {}\n", plain(rule.id.text), law_named(rule.gateway.text, catalogue));
  out += "\n## Sign-off\n\n- Owner of this document, post:\n- Approved on:\n- Kept until six months after the processing ends, and shown "
         "to the Information Commissioner on request.\n";
  return out;
}

}  // namespace

std::vector<Paper> papers_for(Agreement const& agreement, Catalogue const& catalogue) {
  auto const found = contents_of(agreement, catalogue);
  return {{"dpia-screening.md", dpia(agreement, catalogue, found)},
          {"equality-questions.md", equality(agreement, found)},
          {"appropriate-policy.md", policy(agreement, catalogue, found)}};
}

}  // namespace concordat::agreements
