// SPDX-License-Identifier: Apache-2.0
#include "agreements/print.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/markup.h"
#include "base/text.h"

namespace concordat::agreements {
namespace {

/// One page in both renderings: headings, paragraphs, lists and one table a rule.
class Page {
 public:
  virtual ~Page() = default;
  virtual void heading(int level, std::string_view text) = 0;
  virtual void paragraph(std::string_view text) = 0;
  virtual void list(std::vector<std::string> const& lines) = 0;
  virtual void table(std::vector<std::pair<std::string, std::string>> const& rows) = 0;
  [[nodiscard]] std::string take() { return std::move(out_); }

 protected:
  std::string out_ = {};
};

class TextPage final : public Page {
 public:
  void heading(int level, std::string_view text) override {
    out_ += fmt::format("{}{}\n{}\n\n", out_.empty() ? "" : "\n", text,
                        std::string(std::min(text.size(), text_width), level == 1 ? '=' : '-'));
  }
  void paragraph(std::string_view text) override {
    append_wrapped(out_, text, 0);
    out_ += '\n';
  }
  void list(std::vector<std::string> const& lines) override {
    for (auto const& line : lines) {
      out_ += "- ";
      append_wrapped(out_, line, 2);
    }
    out_ += '\n';
  }
  void table(std::vector<std::pair<std::string, std::string>> const& rows) override {
    auto label_width = std::size_t{18};
    for (auto const& row : rows) label_width = std::max(label_width, row.first.size() + 4);
    for (auto const& [label, value] : rows) {
      out_ += fmt::format("  {:<{}}", label, label_width - 2);
      append_wrapped(out_, value, label_width);
    }
    out_ += '\n';
  }
};

class HtmlPage final : public Page {
 public:
  void heading(int level, std::string_view text) override {
    out_ += fmt::format("<h{0}>{1}</h{0}>\n", level, escape_markup(text));
  }
  void paragraph(std::string_view text) override { out_ += fmt::format("<p>{}</p>\n", escape_markup(text)); }
  void list(std::vector<std::string> const& lines) override {
    out_ += "<ul>\n";
    for (auto const& line : lines) out_ += fmt::format("<li>{}</li>\n", escape_markup(line));
    out_ += "</ul>\n";
  }
  void table(std::vector<std::pair<std::string, std::string>> const& rows) override {
    out_ += "<table>\n";
    for (auto const& [label, value] : rows) {
      out_ += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_markup(label), escape_markup(value));
    }
    out_ += "</table>\n";
  }
};

using Namer = std::function<std::string(std::string_view)>;

std::string name(Namer const& namer, std::string_view id) {
  return namer ? namer(id) : std::string{id};
}

std::string names(Namer const& namer, Words const& words) {
  std::string out;
  for (std::size_t index = 0; index < words.size(); ++index) {
    if (index > 0) out += index + 1 == words.size() ? " and " : ", ";
    out += name(namer, words[index].text);
  }
  return out;
}

std::string plain_list(std::vector<std::string> const& words, std::string_view between = " or ") {
  std::vector<std::string> out;
  for (auto const& word : words) out.push_back(plain_words(word));
  return text::join(out, between);
}

std::string plain_list(Words const& words) { return names(plain_words, words); }

std::string_view form_words(Form form) {
  switch (form) {
    case Form::aggregate:
      return "figures only: no rows, nobody can be picked out";
    case Form::depersonalised:
      return "rows without anything that points at a person";
    case Form::pseudonymised:
      return "rows about single people, under a code in place of the name";
    case Form::personalised:
      return "rows about named people";
  }
  return "";
}

std::string_view transform_words(Transform transform) {
  switch (transform) {
    case Transform::value:
      return "as recorded";
    case Transform::graded:
      return "with its source and reliability grade";
    case Transform::scrubbed_text:
      return "text with names and numbers taken out";
    case Transform::code:
      return "as a code";
    case Transform::hour:
      return "to the hour";
    case Transform::day:
      return "to the day";
    case Transform::summary:
      return "in summary";
    case Transform::cell:
      return "as a square on the map, never the place itself";
    case Transform::band:
      return "as a band";
    case Transform::yes_no:
      return "yes or no";
    case Transform::count:
      return "as a count";
  }
  return "";
}

std::string items_in_words(Rule const& rule, PrintNames const& namers) {
  std::string out;
  for (auto const& item : rule.items) {
    if (!out.empty()) out += "; ";
    out += fmt::format("{} ({})", name(namers.field, item.field.text), transform_words(item.as));
  }
  return out;
}

void add_person_terms(Conditions const& conditions, std::vector<std::string>& out) {
  if (conditions.case_terms) {
    out.push_back(
        fmt::format("the person is listed in an open case of type {}, and the asker is a member of it",
                    plain_words(conditions.case_terms->type)));
  }
  if (conditions.age) {
    out.push_back(fmt::format("the person is {} to {} years old", conditions.age->from, conditions.age->to));
  }
  if (conditions.concern) {
    out.push_back(fmt::format("the {} is band J{} or above and not older than {}", plain_words(conditions.concern->tool),
                              conditions.concern->band_at_least,
                              in_words(conditions.concern->not_older_than)));
  }
  if (conditions.consent) {
    out.push_back(fmt::format("consent from {} for this purpose, not older than {}", plain_words(conditions.consent->from),
                              in_words(conditions.consent->not_older_than)));
  }
  if (conditions.decision_recorded) {
    auto const& decision = *conditions.decision_recorded;
    out.push_back(fmt::format("a decision of the {}'s {} is on record, not older than {}", decision.of,
                              plain_words(decision.by), in_words(decision.not_older_than)));
  }
  if (conditions.approvals) {
    auto const& approvals = *conditions.approvals;
    out.push_back(fmt::format("{} of the {} in the post {} approved it, not longer than {} ago", approvals.at_least, approvals.of,
                              plain_list(approvals.roles), in_words(approvals.not_older_than)));
  }
  if (conditions.time) {
    auto const clock = [](int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); };
    out.push_back(fmt::format("it is between {} and {} (UTC){}", clock(conditions.time->from_minute), clock(conditions.time->until_minute),
                              conditions.time->days.empty() ? "" : " on " + text::join(conditions.time->days, ", ")));
  }
  if (!conditions.handling_codes.empty()) {
    out.push_back("the handling code is " + text::join(conditions.handling_codes, " or "));
  }
  if (!conditions.subject_linked_to.empty()) {
    out.push_back("the person has a link to " + plain_list(conditions.subject_linked_to));
  }
}

std::vector<std::string> condition_clauses(Conditions const& conditions, PrintNames const& namers) {
  std::vector<std::string> out;
  if (!conditions.incident_within.empty()) {
    out.push_back("the incident was within " + plain_list(conditions.incident_within));
  }
  if (conditions.trained) {
    out.push_back(fmt::format("the asker passed the course {} no longer than {} ago",
                              plain_words(conditions.trained->course), in_words(conditions.trained->not_older_than)));
  }
  if (conditions.necessity) out.emplace_back("the asker states why it is necessary");
  add_person_terms(conditions, out);
  for (auto const& suppression : conditions.suppress_when) {
    out.push_back(fmt::format("left out where {} is {} or not known: {}",
                              name(namers.field, suppression.field.text), plain_list(suppression.is),
                              names(namers.field, suppression.items)));
  }
  return out;
}

std::string keeping_in_words(Retention const& retention) {
  return fmt::format("{} from {}, then {}", in_words(retention.period),
                     retention.from == "received"      ? "the day it arrived"
                     : retention.from == "released"    ? "the day it was released"
                     : retention.from == "case-closed" ? "the end of the case"
                                                       : "the end of the referral",
                     retention.then == "delete" ? "deleted" : "made anonymous");
}

void print_rule(Page& page, Rule const& rule, PrintNames const& namers) {
  std::vector<std::pair<std::string, std::string>> rows{
      {"Who gives", names(namers.agency, rule.disclosers)},
      {"Who receives", names(namers.agency, rule.recipients)},
      {"Only to", names(namers.role, rule.recipient_roles)},
      {"For", names(namers.purpose, rule.purposes)},
      {"What", items_in_words(rule, namers)},
      {"In which form", std::string{form_words(rule.form)}},
  };
  if (auto const terms = condition_clauses(rule.conditions, namers); !terms.empty())
    rows.emplace_back("Only if", text::join(terms, "; "));
  if (rule.control) {
    rows.emplace_back("Small numbers",
                      fmt::format("groups under {} are {} (rules: {})", rule.control->min_group,
                                  rule.control->on_fail == OnFail::refuse ? "refused" : "left out",
                                  rule.control->profile.text));
    if (auto const holds = rule.control->recipient_holds_named_incidents) rows.emplace_back("What the recipient holds", *holds ? "named records of the same incidents: what it gets is held against them first" : "no named records of the same incidents");
  }
  if (rule.schedule) {
    rows.emplace_back("How often",
                      fmt::format("every {}, within {} of the end of the period",
                                  in_words(rule.schedule->every), in_words(rule.schedule->due_within)));
  }
  rows.emplace_back("Kept for", keeping_in_words(rule.retention));
  rows.emplace_back("Passed on", rule.onward == Onward::none ? "never" : "only if the giver agrees");
  rows.emplace_back("By which law", name(namers.gateway, rule.gateway.text));
  rows.emplace_back("Why", rule.why);
  page.heading(3, rule.id.text);
  page.table(rows);
}

std::string prohibition_in_words(Prohibition const& prohibition, PrintNames const& namers) {
  auto out = names(namers.field, prohibition.items);
  if (!prohibition.any_purpose) out += fmt::format(" for {}", names(namers.purpose, prohibition.purposes));
  if (!prohibition.combined_with.empty())
    out += fmt::format(" joined with {}", names(namers.field, prohibition.combined_with));
  if (prohibition.bulk_over)
    out += fmt::format(" about more than {} people at a time", *prohibition.bulk_over);
  if (!prohibition.when_subject_is.empty()) {
    out += fmt::format(" about a person who is {}", plain_list(prohibition.when_subject_is));
  }
  if (!prohibition.recipient_kinds.empty()) {
    out += fmt::format(" to an agency of kind {}", plain_list(prohibition.recipient_kinds));
  }
  return fmt::format("{}: {}.", out, prohibition.why);
}

void print_nevers(Page& page, Agreement const& agreement, PrintNames const& namers) {
  page.heading(2, "What is never allowed");
  std::vector<std::string> nevers{"Anything that is not written here.",
                                  "Anything for immigration enforcement."};
  for (auto const& prohibition : agreement.prohibitions)
    nevers.push_back(prohibition_in_words(prohibition, namers));
  for (auto const& clause : agreement.never_together) {
    auto const unless =
        clause.unless_form ? fmt::format(", unless in the form {}", name_of(*clause.unless_form)) : "";
    nevers.push_back(fmt::format("Two or more of {} together{}: {}.", names(namers.field, clause.items),
                                 unless, clause.why));
  }
  page.list(nevers);
  if (agreement.must_go_together.empty()) return;
  page.heading(2, "What must go together");
  std::vector<std::string> together;
  for (auto const& clause : agreement.must_go_together) {
    auto const except = clause.except_rules.empty()
                            ? std::string{}
                            : fmt::format(" (except by rule {})", names({}, clause.except_rules));
    together.push_back(fmt::format("{} only with {}{}: {}.", names(namers.field, clause.items),
                                   names(namers.field, clause.with), except, clause.why));
  }
  page.list(together);
}

void print_parties(Page& page, Agreement const& agreement, PrintNames const& namers) {
  page.heading(2, "Who takes part, and signs");
  std::vector<std::pair<std::string, std::string>> rows;
  for (auto const& party : agreement.parties) {
    rows.emplace_back(name(namers.agency, party.agency.text), party.discloses && party.receives
                                                                  ? "gives and receives"
                                                              : party.discloses ? "gives"
                                                                                : "receives");
  }
  page.table(rows);
  page.heading(2, "What it is for");
  std::vector<std::string> purposes;
  for (auto const& purpose : agreement.purposes) {
    purposes.push_back(fmt::format("{}: {}.", name(namers.purpose, purpose.id.text), purpose.because));
  }
  page.list(purposes);
}

void print_page(Page& page, Agreement const& agreement, PrintNames const& namers) {
  page.heading(1, agreement.title);
  if (!agreement.summary.empty()) page.paragraph(agreement.summary);
  std::vector<std::pair<std::string, std::string>> rows{
      {"Agreement", fmt::format("{}, version {}", agreement.id.text, agreement.version)},
      {"In force", term_in_words(agreement.from, agreement.until)},
      {"Review by", format_date(agreement.review_by)},
  };
  if (agreement.dpia) {
    rows.emplace_back("Assessment", fmt::format("{}, approved {}", agreement.dpia->reference,
                                                format_date(agreement.dpia->approved)));
  }
  if (agreement.contact) {
    rows.emplace_back("Contact", fmt::format("{} of {}", name(namers.role, agreement.contact->role.text),
                                             name(namers.agency, agreement.contact->agency.text)));
  }
  page.table(rows);
  print_parties(page, agreement, namers);
  page.heading(2, "Who gives what to whom");
  for (auto const& rule : agreement.rules) print_rule(page, rule, namers);
  print_nevers(page, agreement, namers);
  page.heading(2, "What is signed");
  page.paragraph(fmt::format("SHA-256 of the agreement's text: {}", agreement.sha256));
}

std::string part(int number, std::string_view unit) {
  return fmt::format("{} {}{}", number, unit, number == 1 ? "" : "s");
}

}  // namespace

void append_wrapped(std::string& out, std::string_view text, std::size_t indent) {
  auto column = std::size_t{0};
  for (auto const word : text::split(text, ' ')) {
    if (word.empty()) continue;
    if (column > 0 && indent + column + 1 + word.size() > text_width) {
      out += '\n';
      out.append(indent, ' ');
      column = 0;
    } else if (column > 0) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
  }
  out += '\n';
}

std::string in_words(Period period) {
  std::vector<std::string> parts;
  if (period.months >= 12) parts.push_back(part(period.months / 12, "year"));
  if (period.months % 12 != 0) parts.push_back(part(period.months % 12, "month"));
  if (period.days != 0) parts.push_back(part(period.days, "day"));
  return text::join(parts, " and ");
}

std::string_view in_words(Form form) { return form_words(form); }
std::string_view in_words(Transform transform) { return transform_words(transform); }
std::string in_words(Retention const& retention) { return keeping_in_words(retention); }
std::vector<std::string> in_words(Conditions const& conditions, PrintNames const& names) {
  return condition_clauses(conditions, names);
}
std::string in_words(Prohibition const& prohibition, PrintNames const& names) {
  return prohibition_in_words(prohibition, names);
}

std::string print_text(Agreement const& agreement, PrintNames const& names) {
  TextPage page;
  print_page(page, agreement, names);
  return page.take();
}

std::string print_html(Agreement const& agreement, PrintNames const& names) {
  HtmlPage page;
  print_page(page, agreement, names);
  return page.take();
}

}  // namespace concordat::agreements
