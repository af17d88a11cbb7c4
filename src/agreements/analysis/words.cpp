// SPDX-License-Identifier: Apache-2.0
// Facets as a reader is told of them.
#include <fmt/format.h>

#include "agreements/analysis/terms.h"
#include "base/text.h"

namespace concordat::agreements::analysis {
namespace {

constexpr std::string_view not_asked = "not asked";

std::string listed(Texts const& texts, std::string_view between) {
  return text::join({texts.begin(), texts.end()}, between);
}

std::string aged(std::string_view what, Period period) {
  return fmt::format("{}, not older than {}", what, agreements::in_words(period));
}

std::string hours_in_words(HoursFacet const& hours) {
  auto const clock = [](int minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); };
  auto const days = hours.days.size() == 7 ? std::string{"every day"} : "on " + listed(hours.days, ", ");
  return fmt::format("from {} to {} {}", clock(hours.from), clock(hours.until), days);
}

std::string left_out_in_words(Terms const& terms, PrintNames const& names) {
  std::vector<std::string> out;
  for (auto const& [field, values] : terms.left_out) {
    out.push_back(fmt::format("left out where {} is {} or not known", names.field ? names.field(field) : field, listed(values, " or ")));
  }
  return text::join(out, "; ");
}

std::string other_in_words(Terms const& terms) {
  std::vector<std::string> out;
  for (auto const& [key, value] : terms.other) out.push_back(fmt::format("{}: {}", key, value));
  return text::join(out, "; ");
}

std::string control_in_words(Facet facet, ControlFacet const& control) {
  if (facet == Facet::profile) return control.profile;
  if (facet == Facet::holder && !control.holder) return "";
  if (facet == Facet::holder) return *control.holder ? "records are coarse enough for one who holds named incidents" : "records are for one who holds no named incidents";
  if (facet == Facet::min_group) return fmt::format("groups under {} are not shown", control.min_group);
  return control.on_fail == OnFail::refuse ? "the whole answer is refused" : "the small groups are left out";
}

std::string keep_from_in_words(std::string_view from) {
  return from == "received"      ? "from the day it arrived"
         : from == "released"    ? "from the day it was released"
         : from == "case-closed" ? "from the end of the case"
                                 : "from the end of the referral";
}

/// What is only there where it is asked.
std::string fact_in_words(Facet facet, Terms const& terms) {
  switch (facet) {
    case Facet::area: return terms.incident_within ? "the incident was within " + listed(*terms.incident_within, ", ") : "";
    case Facet::link: return terms.subject_linked_to ? "the person has a link to " + listed(*terms.subject_linked_to, " or ") : "";
    case Facet::trained: return terms.trained ? aged(fmt::format("the course {}", terms.trained->name), terms.trained->not_older_than) : "";
    case Facet::case_terms: return terms.case_terms ? fmt::format("a case of type {}", *terms.case_terms) : "";
    case Facet::age: return terms.age ? fmt::format("{} to {} years old", terms.age->first, terms.age->second) : "";
    case Facet::necessity: return terms.necessity ? "the asker states why it is necessary" : "";
    case Facet::concern:
      return terms.concern ? aged(fmt::format("{} band J{} or above", terms.concern->tool, terms.concern->band_at_least), terms.concern->not_older_than) : "";
    case Facet::handling: return terms.handling ? "handling code " + listed(*terms.handling, " or ") : "";
    case Facet::consent: return terms.consent_of ? aged("consent of the " + listed(*terms.consent_of, " or the "), terms.consent_not_older_than) : "";
    case Facet::decision: return terms.decision ? aged(fmt::format("a decision of the {}", terms.decision->name), terms.decision->not_older_than) : "";
    case Facet::approvals:
      return terms.approvals ? aged(fmt::format("approval by {} of the {}: {}", terms.approvals->at_least, terms.approvals->of, listed(terms.approvals->roles, " or ")), terms.approvals->not_older_than) : "";
    case Facet::hours: return terms.hours ? hours_in_words(*terms.hours) : "";
    default: return "";
  }
}

struct Names {
  std::string_view name;
  std::string_view title;
};

Names names_of(Facet facet) {
  switch (facet) {
    case Facet::form: return {"form", "form"};
    case Facet::as: return {"transform", "detail"};
    case Facet::gateway: return {"gateway", "law"};
    case Facet::area: return {"area", "area"};
    case Facet::link: return {"subject-area", "link to an area"};
    case Facet::trained: return {"trained", "training"};
    case Facet::case_terms: return {"case", "case"};
    case Facet::age: return {"age", "age"};
    case Facet::necessity: return {"necessity", "necessity"};
    case Facet::concern: return {"concern", "concern"};
    case Facet::handling: return {"handling", "handling code"};
    case Facet::consent: return {"consent", "consent"};
    case Facet::decision: return {"decision-recorded", "recorded decision"};
    case Facet::approvals: return {"approvals", "approvals"};
    case Facet::hours: return {"time", "hours"};
    case Facet::other: return {"other", "other conditions"};
    case Facet::left_out: return {"suppress-when", "rows left out"};
    case Facet::profile: return {"control-profile", "small-number rules"};
    case Facet::min_group: return {"min-group", "smallest group"};
    case Facet::on_fail: return {"on-fail", "small groups"};
    case Facet::holder: return {"holds-named-incidents", "what the recipient holds"};
    case Facet::keep: return {"keep-for", "kept for"};
    case Facet::keep_from: return {"keep-from", "kept from"};
    case Facet::afterwards: return {"then", "afterwards"};
    case Facet::onward: return {"onward", "passed on"};
  }
  return {"", ""};
}

}  // namespace

std::string_view name_of(Facet facet) { return names_of(facet).name; }
std::string_view title_of(Facet facet) { return names_of(facet).title; }

std::string_view name_of(Order order) {
  switch (order) {
    case Order::same: return "same";
    case Order::easier: return "easier";
    case Order::stricter: return "stricter";
    case Order::unordered: return "unordered";
  }
  return "";
}

std::string in_words(Facet facet, Terms const& terms, PrintNames const& names) {
  std::string out;
  switch (facet) {
    case Facet::form: return std::string{name_of(terms.form)};
    case Facet::as: return std::string{agreements::in_words(terms.as)};
    case Facet::gateway: return names.gateway ? names.gateway(terms.gateway) : terms.gateway;
    case Facet::keep: return agreements::in_words(terms.keep);
    case Facet::keep_from: return keep_from_in_words(terms.keep_from);
    case Facet::afterwards: return terms.anonymised_then ? "made anonymous" : "deleted";
    case Facet::onward: return terms.onward ? "only if the giver agrees" : "never";
    case Facet::other: out = other_in_words(terms); break;
    case Facet::left_out: out = left_out_in_words(terms, names); break;
    case Facet::profile:
    case Facet::min_group:
    case Facet::on_fail:
    case Facet::holder:
      if (terms.control) out = control_in_words(facet, *terms.control);
      break;
    default: out = fact_in_words(facet, terms);
  }
  return out.empty() ? std::string{not_asked} : out;
}

}  // namespace concordat::agreements::analysis
