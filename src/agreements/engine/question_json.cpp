// SPDX-License-Identifier: Apache-2.0
#include "agreements/engine/question_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>

namespace concordat::agreements {
namespace {

using Faults = std::vector<QuestionFault>;

/// Takes a JSON object apart; what nobody asked for is a fault.
class Keys {
 public:
  Keys(Json const& json, std::string prefix, Faults& faults) : json_{json}, prefix_{std::move(prefix)}, faults_{faults} {
    if (!json.is_object()) wrong("", "should be an object");
  }

  [[nodiscard]] Json const* find(std::string_view key) {
    asked_.emplace_back(key);
    return json_.contains(key) && !json_[key].is_null() ? &json_[key] : nullptr;
  }
  void text(std::string_view key, std::string& out) {
    if (auto const* const value = of_kind(key, &Json::is_string, "a text")) out = value->string();
  }
  void text(std::string_view key, std::optional<std::string>& out) {
    if (auto const* const value = of_kind(key, &Json::is_string, "a text")) out = value->string();
  }
  void flag(std::string_view key, bool& out) {
    if (auto const* const value = of_kind(key, &Json::is_bool, "true or false")) out = value->boolean();
  }
  void flag(std::string_view key, std::optional<bool>& out) {
    if (auto const* const value = of_kind(key, &Json::is_bool, "true or false")) out = value->boolean();
  }
  template <class Number>
  void number(std::string_view key, Number& out, std::int64_t least, std::int64_t most) {
    auto const* const value = of_kind(key, &Json::is_integer, "a whole number");
    if (value == nullptr) return;
    if (value->integer() < least || value->integer() > most) return wrong(key, fmt::format("should be from {} to {}", least, most));
    if constexpr (requires { typename Number::value_type; }) {
      out = static_cast<typename Number::value_type>(value->integer());
    } else {
      out = static_cast<Number>(value->integer());
    }
  }
  void date(std::string_view key, Date& out) {
    std::optional<Date> read;
    date(key, read);
    if (read) out = *read;
  }
  void date(std::string_view key, std::optional<Date>& out) {
    auto const* const value = of_kind(key, &Json::is_string, "a date");
    if (value == nullptr) return;
    out = parse_date(value->string());
    if (!out) wrong(key, "should be a date as \"2026-04-01\"");
  }
  /// A list of texts, or one text alone.
  void texts(std::string_view key, std::vector<std::string>& out) {
    std::optional<std::vector<std::string>> read;
    texts(key, read);
    if (read) out = std::move(*read);
  }
  void texts(std::string_view key, std::optional<std::vector<std::string>>& out) {
    auto const* const value = find(key);
    if (value == nullptr) return;
    if (value->is_string()) {
      out = {value->string()};
      return;
    }
    auto const& items = value->array();
    if (!value->is_array() || !std::all_of(items.begin(), items.end(), [](Json const& item) { return item.is_string(); })) {
      return wrong(key, "should be a list of texts");
    }
    out.emplace();
    for (auto const& item : items) out->push_back(item.string());
  }
  /// A list of objects, each read by `read(Keys&)`.
  template <class T, class Read>
  void list(std::string_view key, std::optional<std::vector<T>>& out, Read read) {
    auto const* const value = of_kind(key, &Json::is_array, "a list");
    if (value == nullptr) return;
    out.emplace();
    for (auto const& item : value->array()) {
      Keys keys{item, path(key), faults_};
      out->push_back(read(keys));
      keys.done();
    }
  }
  void done() {
    for (auto const& [key, value] : json_.object()) {
      // The key itself is not repeated: somebody may have typed a name there.
      if (std::find(asked_.begin(), asked_.end(), key) == asked_.end()) {
        return wrong("", fmt::format("has a key that is not known here; known are {}", fmt::join(asked_, ", ")));
      }
    }
  }
  /// Two ways to say one thing are not both taken: one of them would be passed over in silence.
  void one_of(std::string_view one, std::string_view other) {
    auto const there = [&](std::string_view key) { return json_.contains(key) && !json_[key].is_null(); };
    if (there(one) && there(other)) wrong(one, fmt::format("says the same as '{}': give one of them", other));
  }
  void wrong(std::string_view key, std::string message) { faults_.push_back({path(key), std::move(message)}); }

 private:
  Json const* of_kind(std::string_view key, bool (Json::*is)() const, std::string_view kind) {
    auto const* const value = find(key);
    if (value == nullptr || (value->*is)()) return value;
    wrong(key, fmt::format("should be {}", kind));
    return nullptr;
  }
  [[nodiscard]] std::string path(std::string_view key) const {
    return prefix_.empty() ? std::string{key} : key.empty() ? prefix_ : fmt::format("{}.{}", prefix_, key);
  }

  Json const& json_;
  std::string prefix_;
  Faults& faults_;
  std::vector<std::string> asked_ = {};
};

using Pair = std::pair<std::string_view, std::string_view>;
constexpr std::array said_twice{Pair{"user", "asker"},       Pair{"user", "roles"},    Pair{"discloser", "provider"}, Pair{"fields", "field"},
                                Pair{"areas", "area"},       Pair{"now", "today"},     Pair{"now", "minute"},         Pair{"consent", "consents"},
                                Pair{"inCase", "cases"},     Pair{"band", "concerns"}};

CaseFact read_case(Keys& keys) {
  CaseFact fact;
  keys.text("type", fact.type);
  keys.flag("open", fact.open);
  keys.flag("member", fact.requester_is_member);
  keys.flag("listed", fact.subject_is_listed);
  return fact;
}

ConsentFact read_consent(Keys& keys) {
  ConsentFact fact;
  keys.text("from", fact.from);
  keys.texts("for", fact.purposes);
  keys.date("given", fact.given);
  keys.flag("withdrawn", fact.withdrawn);
  return fact;
}

GuardianFact read_decision(Keys& keys) {
  GuardianFact fact;
  keys.text("by", fact.by);
  keys.text("agency", fact.agency);
  keys.date("made", fact.made);
  keys.flag("allows", fact.allows);
  return fact;
}

ConcernFact read_concern(Keys& keys) {
  ConcernFact fact;
  keys.text("tool", fact.tool);
  keys.number("band", fact.band, 0, 4);
  keys.date("assessed", fact.assessed);
  return fact;
}

ApprovalFact read_approval(Keys& keys) {
  ApprovalFact fact;
  keys.text("approver", fact.approver);
  keys.text("role", fact.role);
  keys.text("agency", fact.agency);
  keys.date("given", fact.given);
  return fact;
}

void read_training(Keys& keys, Facts& facts) {
  auto const* const trained = keys.find("trained");
  if (trained == nullptr) return;
  facts.trained.emplace();
  if (!trained->is_object()) return keys.wrong("trained", "should be courses and the day each was passed");
  for (auto const& [course, day] : trained->object()) {
    auto const passed = parse_date(day.string());
    if (!passed) keys.wrong("trained", "should be courses and the day each was passed");
    if (passed) (*facts.trained)[course] = *passed;
  }
}

void read_person(Keys& keys, PersonFacts& person) {
  keys.list("cases", person.cases, &read_case);
  keys.list("consents", person.consents, &read_consent);
  keys.list("decisions", person.decisions, &read_decision);
  keys.list("concerns", person.concerns, &read_concern);
  keys.number("age", person.age, 0, 130);
  keys.texts("person_areas", person.areas);
  keys.text("person_role", person.role);
  keys.texts("handling", person.handling);
}

void read_asker(Keys& keys, Request& request, KnownPeople const& people) {
  keys.text("asker", request.asker);
  keys.texts("roles", request.roles);
  std::optional<std::string> user;
  keys.text("user", user);
  if (!user) return;
  auto const found = people.people.find(*user);
  if (found == people.people.end()) return keys.wrong("user", "names nobody of the file of facts");
  request.asker = found->second.agency;
  request.roles = {found->second.role};
}

/// "now": seconds since 1970; "today" and "minute" say the same apart.
void read_clock(Keys& keys, Facts& facts) {
  keys.date("today", facts.today);
  keys.number("minute", facts.minute, 0, 24 * 60 - 1);
  std::optional<std::int64_t> now;
  keys.number("now", now, 0, std::int64_t{1} << 36);
  if (!now) return;
  facts.today = Date{std::chrono::days{*now / 86'400}};
  facts.minute = static_cast<int>(*now % 86'400 / 60);
}

/// Short forms: the last word on consent, membership of the case, and the joint band, all of today.
void read_short_forms(Keys& keys, Request const& request, Facts& facts) {
  auto const today = facts.today.value_or(Date{});
  std::optional<bool> consent;
  keys.flag("consent", consent);
  if (consent) {
    facts.person.consents.emplace();
    if (*consent) facts.person.consents->push_back({"subject", {request.purpose}, today, false});
  }
  std::optional<bool> member;
  keys.flag("inCase", member);
  if (member) {
    facts.person.cases.emplace();
    if (*member) facts.person.cases->push_back({"any", true, true, true});
  }
  std::optional<int> band;
  keys.number("band", band, 0, 4);
  if (band) facts.person.concerns = {{"", *band, today}};
}

void read_request(Keys& keys, Request& request, KnownPeople const& people) {
  read_asker(keys, request, people);
  keys.text("discloser", request.discloser);
  keys.text("provider", request.discloser);
  keys.text("purpose", request.purpose);
  std::optional<std::string> form;
  keys.text("form", form);
  if (form) {
    auto const known = form_from(*form);
    if (!known) keys.wrong("form", "should be aggregate, depersonalised, pseudonymised or personalised");
    request.form = known.value_or(Form::personalised);
  }
  keys.texts("fields", request.fields);
  keys.texts("field", request.fields);
  keys.texts("areas", request.areas);
  keys.texts("area", request.areas);
  keys.texts("joined_with", request.joined_with);
  keys.number("subjects", request.subjects, 0, std::int64_t{1} << 40);
  keys.text("subject_role", request.subject_role);
  keys.flag("necessity_stated", request.necessity_stated);
}

template <class T>
void set_if(Json& json, std::string key, std::optional<T> const& value) {
  if (value) json.set(std::move(key), *value);
}

void set_texts(Json& json, std::string key, std::vector<std::string> const& texts) {
  Json list{Json::Array{}};
  for (auto const& text : texts) list.push(text);
  json.set(std::move(key), std::move(list));
}

template <class T, class Write>
void set_list(Json& json, std::string key, std::optional<std::vector<T>> const& facts, Write write) {
  if (!facts) return;
  Json list{Json::Array{}};
  for (auto const& fact : *facts) {
    Json one;
    write(one, fact);
    list.push(std::move(one));
  }
  json.set(std::move(key), std::move(list));
}

void write_person(Json& json, PersonFacts const& person) {
  set_list(json, "cases", person.cases, [](Json& one, CaseFact const& fact) {
    one.set("type", fact.type).set("open", fact.open).set("member", fact.requester_is_member).set("listed", fact.subject_is_listed);
  });
  set_list(json, "consents", person.consents, [](Json& one, ConsentFact const& fact) {
    one.set("from", fact.from).set("given", format_date(fact.given)).set("withdrawn", fact.withdrawn);
    set_texts(one, "for", fact.purposes);
  });
  set_list(json, "decisions", person.decisions, [](Json& one, GuardianFact const& fact) {
    one.set("by", fact.by).set("agency", fact.agency).set("made", format_date(fact.made)).set("allows", fact.allows);
  });
  set_list(json, "concerns", person.concerns, [](Json& one, ConcernFact const& fact) {
    one.set("tool", fact.tool).set("band", fact.band).set("assessed", format_date(fact.assessed));
  });
  set_if(json, "age", person.age);
  if (person.areas) set_texts(json, "person_areas", *person.areas);
  set_if(json, "person_role", person.role);
  if (person.handling) set_texts(json, "handling", *person.handling);
}

}  // namespace

std::string sentence_of(QuestionFault const& fault) {
  return fault.key.empty() ? "it " + fault.message : fmt::format("'{}' {}", fault.key, fault.message);
}

OrFaults<KnownPeople> people_from(Json const& json) {
  OrFaults<KnownPeople> out;
  KnownPeople known;
  Keys keys{json, "", out.faults};
  std::optional<std::vector<std::pair<std::string, std::string>>> agencies;
  keys.list("agencies", agencies, [](Keys& item) {
    std::pair<std::string, std::string> agency;
    item.text("id", agency.first);
    item.text("kind", agency.second);
    return agency;
  });
  if (!agencies) agencies.emplace();
  for (auto const& agency : *agencies) {
    if (!known.agencies.insert(agency).second) keys.wrong("agencies", fmt::format("holds one id twice, at place {}", known.agencies.size() + 1));
  }
  std::optional<std::vector<std::pair<std::string, KnownPeople::Person>>> people;
  keys.list("users", people, [](Keys& item) {
    std::pair<std::string, KnownPeople::Person> person;
    item.text("id", person.first);
    item.text("agency", person.second.agency);
    item.text("role", person.second.role);
    return person;
  });
  if (!people) people.emplace();
  for (auto const& person : *people) {
    if (!known.people.insert(person).second) keys.wrong("users", fmt::format("holds one id twice, at place {}", known.people.size() + 1));
  }
  keys.texts("areas", known.areas);
  keys.done();
  if (out.faults.empty()) out.value = std::move(known);
  return out;
}

OrFaults<Question> question_from(Json const& json, KnownPeople const& people) {
  constexpr std::size_t most_fields = 1000;
  OrFaults<Question> out;
  Question question;
  Keys keys{json, "", out.faults};
  for (auto const& [one, other] : said_twice) keys.one_of(one, other);
  read_request(keys, question.request, people);
  read_clock(keys, question.facts);
  read_training(keys, question.facts);
  read_person(keys, question.facts.person);
  read_short_forms(keys, question.request, question.facts);
  keys.list("approvals", question.facts.approvals, &read_approval);
  keys.flag("break_glass", question.facts.break_glass);
  keys.flag("own_figures", question.facts.own_figures);
  keys.flag("audit_overdue", question.facts.audit_overdue);
  keys.number("facts_version", question.facts.version, 0, std::int64_t{1} << 53);
  std::optional<std::string> expect;
  keys.text("expect", expect);
  if (expect && *expect != "permit" && *expect != "refuse") keys.wrong("expect", "should be permit or refuse");
  if (expect) question.expect = *expect == "permit";
  if (question.request.fields.size() > most_fields) keys.wrong("fields", fmt::format("should name at most {} fields", most_fields));
  keys.done();
  if (out.faults.empty()) out.value = std::move(question);
  return out;
}

Json to_json(Request const& request, Facts const& facts) {
  Json json;
  json.set("asker", request.asker).set("discloser", request.discloser).set("purpose", request.purpose);
  json.set("form", name_of(request.form));
  set_texts(json, "roles", request.roles);
  set_texts(json, "fields", request.fields);
  set_texts(json, "areas", request.areas);
  set_texts(json, "joined_with", request.joined_with);
  set_if(json, "subjects", request.subjects);
  set_if(json, "subject_role", request.subject_role);
  set_if(json, "necessity_stated", request.necessity_stated);
  if (facts.today) json.set("today", format_date(*facts.today));
  set_if(json, "minute", facts.minute);
  if (facts.trained) {
    Json trained{Json::Object{}};
    for (auto const& [course, day] : *facts.trained) trained.set(course, format_date(day));
    json.set("trained", std::move(trained));
  }
  write_person(json, facts.person);
  set_list(json, "approvals", facts.approvals, [](Json& one, ApprovalFact const& fact) {
    one.set("approver", fact.approver).set("role", fact.role).set("agency", fact.agency).set("given", format_date(fact.given));
  });
  if (facts.break_glass) json.set("break_glass", true);
  if (facts.own_figures) json.set("own_figures", true);
  if (facts.audit_overdue) json.set("audit_overdue", true);
  if (facts.version != 0) json.set("facts_version", facts.version);
  return json;
}

}  // namespace concordat::agreements
