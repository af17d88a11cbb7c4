// SPDX-License-Identifier: Apache-2.0
#include "catalogue/criteria/criteria.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "catalogue/decode.h"

namespace concordat::catalogue {
namespace {

/// What happened, or where somebody stands with a service: nothing else answers a criterion. What describes people (ethnicity,
/// nationality, religion, language, names, where they live) is not here, nor what somebody made of them (scores, bands, flags of
/// gangs): S71, S72.
constexpr std::array<std::string_view, 25> allowed_fields{
    "offence_class",   "incident_category", "crime_outcome",  "knife_flag",         "sentence",             "court_order",         "order_offence",         "exclusion_type",        "exclusion_days",
    "attendance_pct",  "sessions_missed",   "sessions_unauthorised", "missing_from_education", "alternative_provision", "neet_status", "cin_status",        "cp_plan",
    "cla_status",      "missing_kind",      "exploitation_concern", "adult_safeguarding", "cuckooing_concern",  "benefit_claim",       "homeless_status",       "rent_arrears_band"};

constexpr Period longest_judgement{.months = 12, .days = 0};
constexpr Period longest_window{.months = 36, .days = 0};

bool is_plain_word(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

/// Compared from one day: months differ in length.
bool exceeds(Period one, Period other) {
  constexpr Date day{std::chrono::year{2024} / 1 / 1};
  return add(day, one) > add(day, other);
}

/// Reads one file; what it says is held against the catalogue.
class CriteriaReader {
 public:
  CriteriaReader(Remarks remarks, Catalogue const& catalogue) : remarks_{remarks}, catalogue_{catalogue} {}

  Programme programme(Node const& node) {
    auto map = MapReader{node, remarks_, "the programme"};
    Programme one{map.text("id"), map.text("title"), map.text("source")};
    auto const* const verified = map.need("verified", Node::Kind::boolean);
    one.verified = verified != nullptr && verified->boolean;
    one.note = map.text_or("note", "");
    one.purposes = map.texts("purposes");
    one.judged_by = map.texts("judged_by");
    one.judgement_lasts = period(map, "judgement_lasts", longest_judgement, "a year");
    one.by_another_agency = map.choice("confirmed_by", "unknown-word", {"another-agency", "nobody"}) == "another-agency";
    if (auto const* const list = map.need("criteria", Node::Kind::list)) {
      for (auto const& item : list->items) {
        auto criterion = criterion_from(item);
        if (one.criterion(criterion.id) != nullptr) error("duplicate-id", item, fmt::format("'{}' has two criteria '{}'", one.id, criterion.id), "Give each an id of its own.");
        one.criteria.push_back(std::move(criterion));
      }
    }
    map.done();
    check_id(node, one.id);
    check_programme(node, one);
    return one;
  }

 private:
  void error(std::string_view code, Node const& at, std::string const& message, std::string remedy) const { remarks_.error(code, at, message, std::move(remedy)); }

  void check_id(Node const& node, std::string const& id) const {
    if (!is_plain_word(id)) error("bad-id", node, fmt::format("'{}' is no id", id), "Write small letters, digits and hyphens, at most 64.");
  }

  void check_programme(Node const& node, Programme const& one) const {
    if (one.purposes.empty() || one.judged_by.empty() || one.criteria.empty()) {
      error("empty-programme", node, fmt::format("'{}' has no purpose, nobody who judges, or no criterion", one.id), "Give it one of each at least.");
    }
    for (auto const& id : one.purposes) {
      auto const* purpose = catalogue_.purpose(id);
      if (purpose == nullptr) error("unknown-purpose", node, fmt::format("no purpose '{}' is defined", id), "Correct the spelling, or define it in purposes.yaml.");
      else if (!purpose->supports || purpose->enforcement || purpose->barred) {
        error("not-support", node, fmt::format("the purpose '{}' does not protect or support people", id), "Name purposes that have 'supports: true' in purposes.yaml; for no other are criteria held against a household.");
      }
    }
    for (auto const& role : one.judged_by) {
      if (catalogue_.member_role(role) == nullptr) error("unknown-role", node, fmt::format("no member role '{}' is defined", role), "Correct the spelling, or define it in roles.yaml.");
    }
  }

  Period period(MapReader& map, std::string_view key, Period longest, std::string_view longest_words) const {
    auto const* const node = map.need(key, Node::Kind::text);
    if (node == nullptr) return {};
    auto const said = parse_period(node->text);
    if (!said || *said == Period{}) {
      error("bad-period", *node, fmt::format("'{}' is not a length of time", key), "Write it as P6M for six months, P1Y for a year.");
      return {};
    }
    if (exceeds(*said, longest)) error("bad-period", *node, fmt::format("'{}' is too long", key), fmt::format("Write {} at the most.", longest_words));
    return *said;
  }

  Criterion criterion_from(Node const& node) const {
    auto map = MapReader{node, remarks_, "the criterion"};
    Criterion one{map.text("id"), map.text("title"), map.text("words"), map.text("at_least"), map.text("never_shows")};
    if (auto const* const list = map.need("evidence", Node::Kind::list)) {
      for (auto const& item : list->items) one.evidence.push_back(evidence_from(item));
    }
    map.done();
    check_id(node, one.id);
    return one;
  }

  CriterionEvidence evidence_from(Node const& node) const {
    auto map = MapReader{node, remarks_, "the evidence"};
    CriterionEvidence one;
    one.fields = map.texts("fields");
    one.roles = map.texts("roles");
    one.within = period(map, "within", longest_window, "three years");
    one.events = map.texts_or_none("events");
    one.values = map.texts_or_none("values");
    one.not_values = map.texts_or_none("not_values");
    if (auto const* const bound = map.find("at_most", Node::Kind::integer)) one.at_most = bound->integer;
    if (auto const* const bound = map.find("at_least", Node::Kind::integer)) one.at_least = bound->integer;
    map.done();
    check_evidence(node, one);
    return one;
  }

  void check_evidence(Node const& node, CriterionEvidence const& one) const {
    if (one.fields.empty() || one.roles.empty()) error("empty-evidence", node, "evidence that no field tells, or that is of nobody", "Name one of 'fields' and one of 'roles' at least.");
    for (auto const& id : one.fields) check_field(node, id);
    for (auto const& role : one.roles) {
      auto const* known = catalogue_.subject_role(role);
      if (known == nullptr || known->id != role) error("unknown-role", node, fmt::format("no subject role '{}' is defined", role), "Correct the spelling, or define it in roles.yaml.");
      // A worker in their job is nobody's household, and who is somebody's associate says nothing about them (S03).
      else if (role == "professional" || role == "associate") error("never-a-criterion", node, fmt::format("the role '{}' is evidence of nothing", role), "Name roles that say what the person was in the record.");
    }
    for (auto const& event : one.events) {
      if (catalogue_.event_category(event) == nullptr) error("unknown-category", node, fmt::format("no kind of event '{}' is defined", event), "Correct the spelling, or define it in event_categories.yaml.");
    }
    bool const bounded = one.at_most || one.at_least;
    bool const listed = !one.values.empty() || !one.not_values.empty();
    int const ways = (one.events.empty() ? 0 : 1) + (listed ? 1 : 0) + (bounded ? 1 : 0);
    if (ways > 1) error("two-ways", node, "this evidence says in two ways what answers", "Use one of 'events', 'values' with 'not_values', or the bounds 'at_least' and 'at_most'.");
    // A code means something in its own column alone: N is neglect in one and no in the next.
    if (one.fields.size() > 1 && (listed || bounded)) error("many-fields", node, "this evidence holds the values of several fields against one list or bound", "Write evidence of its own for each field, with its own 'values' and 'not_values', or its own bounds.");
    check_values(node, one);
    if (one.at_least && one.at_most && *one.at_least > *one.at_most) error("two-ways", node, "no number is both", "Write 'at_least' no higher than 'at_most'.");
  }

  /// A list of what is no evidence alone would make evidence of every word that nobody here knows.
  void check_values(Node const& node, CriterionEvidence const& one) const {
    if (one.values.empty() && !one.not_values.empty()) error("no-values", node, "this evidence says which values are none, and not which are", "Name behind 'values' those that are evidence; what stands in neither list is told as a value that is not known here.");
    for (auto const& value : one.values) {
      if (std::ranges::any_of(one.not_values, [&](auto const& other) { return text::fold(other) == text::fold(value); })) error("two-ways", node, fmt::format("'{}' is among 'values' and among 'not_values'", value), "Leave it in one of them.");
    }
  }

  void check_field(Node const& node, std::string const& id) const {
    auto const* field = catalogue_.field(id);
    if (field == nullptr || field->id != id) return error("unknown-field", node, fmt::format("no field '{}' is defined", id), "Write the id of a field in fields.csv.");
    bool const allowed = std::ranges::find(allowed_fields, id) != allowed_fields.end() && field->storage != Storage::dropped && field->form != FieldForm::depersonalised;
    if (allowed) return;
    error("never-a-criterion", node, fmt::format("the field '{}' answers no criterion", id),
          fmt::format("Who people are, where they live and what they were scored is no ground for anything here. Use what happened, or where somebody stands with a service: {}.", text::join(std::vector<std::string>(allowed_fields.begin(), allowed_fields.end()), ", ")));
  }

  Remarks remarks_;
  Catalogue const& catalogue_;
};

LoadedCriteria criteria_in(tl::expected<Node, Finding> const& document, std::string const& file, Catalogue const& catalogue) {
  LoadedCriteria loaded;
  if (!document) {
    loaded.findings.push_back(document.error());
    return loaded;
  }
  auto const remarks = Remarks{file, loaded.findings};
  auto map = MapReader{*document, remarks, "the file"};
  auto reader = CriteriaReader{remarks, catalogue};
  if (auto const* const list = map.need("programmes", Node::Kind::list)) {
    for (auto const& item : list->items) {
      auto programme = reader.programme(item);
      if (loaded.find(programme.id) != nullptr) remarks.error("duplicate-id", item, fmt::format("there are two programmes '{}'", programme.id), "Give each an id of its own.");
      loaded.programmes.push_back(std::move(programme));
    }
  }
  map.done();
  return loaded;
}

}  // namespace

Said CriterionEvidence::say(std::string_view value) const {
  if (value.empty()) return Said::no;
  auto const is = [folded = text::fold(value)](std::string const& other) { return text::fold(other) == folded; };
  if (!values.empty()) return std::ranges::any_of(values, is) ? Said::yes : std::ranges::any_of(not_values, is) ? Said::no : Said::unknown;
  if (!at_most && !at_least) return Said::yes;
  auto const number = text::parse_decimal(value);
  if (!number) return Said::unknown;
  return (!at_most || *number <= static_cast<double>(*at_most)) && (!at_least || *number >= static_cast<double>(*at_least)) ? Said::yes : Said::no;
}

Criterion const* Programme::criterion(std::string_view wanted) const {
  auto const found = std::ranges::find(criteria, wanted, &Criterion::id);
  return found == criteria.end() ? nullptr : &*found;
}

Programme const* LoadedCriteria::find(std::string_view id) const {
  auto const found = std::ranges::find(programmes, id, &Programme::id);
  return found == programmes.end() ? nullptr : &*found;
}

LoadedCriteria load_criteria(std::string const& folder, Catalogue const& catalogue) {
  auto const path = folder + "/criteria.yaml";
  return criteria_in(read_yaml_file(path), path, catalogue);
}

LoadedCriteria read_criteria(std::string_view text, std::string const& file, Catalogue const& catalogue) { return criteria_in(read_yaml(text, file), file, catalogue); }

}  // namespace concordat::catalogue
