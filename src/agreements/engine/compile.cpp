// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <unordered_map>

#include "agreements/engine/compiled.h"

namespace concordat::agreements {

bool binds(ClauseOwner const& owner, Date today) {
  if (owner.held == nullptr) return true;
  auto const& term = owner.term;
  return term.binds && term.from <= today && today < term.until && today < term.superseded;
}

namespace {

std::string text_of(Prohibition const& one) {
  auto const join = [](Words const& words) {
    std::vector<std::string> texts;
    for (auto const& word : words) texts.push_back(word.text);
    return fmt::format("{}", fmt::join(texts, ","));
  };
  return fmt::format("{} {} {} {} {} {} {}", one.any_purpose, join(one.purposes), join(one.items), join(one.combined_with),
                     one.bulk_over.value_or(-1), fmt::join(one.when_subject_is, ","), fmt::join(one.recipient_kinds, ","));
}

std::uint16_t conditions_of(Conditions const& conditions) {
  unsigned found = 0;
  if (conditions.trained) found |= has_training;
  if (conditions.necessity) found |= has_necessity;
  if (conditions.time) found |= has_time;
  if (conditions.approvals) found |= has_approvals;
  if (conditions.case_terms) found |= has_case;
  if (conditions.consent) found |= has_consent;
  if (conditions.decision_recorded) found |= has_decision;
  if (conditions.concern) found |= has_concern;
  if (conditions.age) found |= has_age;
  if (!conditions.subject_linked_to.empty()) found |= has_subject_area;
  if (!conditions.handling_codes.empty()) found |= has_handling;
  return static_cast<std::uint16_t>(found);
}

/// Documents become numbers here; what only compiling needs is kept apart from Compiled.
class Compiler {
 public:
  Compiler(std::span<InForce const> agreements, Compiled& out) : agreements_{agreements}, out_{out} {}

  void run(std::span<Prohibition const> statute) {
    number_fields();
    number_purposes();
    empty_ = add_set();
    for (auto const& held : agreements_) note(held);
    for (auto const& held : agreements_) add(held);
    for (auto const& one : statute) add_bar(one, {.held = nullptr, .term = {}, .reference = "statute#" + one.id.text, .why = one.why, .except_rules = nullptr});
    out_.kinds.resize(out_.agencies.size());
    order_rules();
    for (auto& pair : out_.pairs.all()) sort_fields(pair);
    sort_owners();
  }

 private:
  void number_fields() {
    auto const& fields = out_.vocabulary.fields;
    for (auto const& [name, words] : fields) {
      if (words.names.front() == name) out_.fields.push_back(&words);
    }
    for (std::uint32_t number = 0; number < out_.fields.size(); ++number) {
      for (auto const& name : out_.fields[number]->names) out_.field_numbers.put(name, number);
    }
    out_.words = std::max<std::size_t>(1, (out_.fields.size() + 63) / 64);
    for (auto const* const field : out_.fields) {
      out_.marks.push_back(static_cast<std::uint8_t>((field->barred ? barred_mark : 0) | (field->dropped ? dropped_mark : 0)));
    }
  }

  void number_purposes() {
    for (auto const& [name, names] : out_.vocabulary.purposes) {
      out_.purpose_names.number(name);
      out_.purpose_places.push_back({out_.purposes.number(names.front()), out_.vocabulary.bars(name),
                                     out_.vocabulary.enforcement_purposes.contains(name), &names});
    }
    if (!out_.vocabulary.agencies) return;
    for (auto const& [agency, kind] : *out_.vocabulary.agencies) note_kind(agency, kind);
  }

  /// The first that is said stays.
  void note_kind(std::string_view agency, std::string_view kind) {
    auto const number = out_.agencies.number(agency);
    if (number >= out_.kinds.size()) out_.kinds.resize(number + 1);
    if (out_.kinds[number].empty()) out_.kinds[number] = kind;
  }

  std::uint32_t purpose_number(std::string_view name) {
    auto const found = out_.purpose_names.find(name);
    return found == nothing ? out_.purposes.number(name) : out_.purpose_places[found].number;
  }

  std::vector<std::uint32_t> purposes_of(Words const& words) {
    std::vector<std::uint32_t> numbers;
    for (auto const& word : words) numbers.push_back(purpose_number(word.text));
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  }

  std::uint32_t field_number(std::string_view name) const {
    return out_.field_numbers.find(name);
  }

  std::uint32_t add_set() {
    auto const place = out_.sets.size();
    out_.sets.resize(place + out_.words);
    return static_cast<std::uint32_t>(place);
  }

  void put(std::uint32_t set, std::uint32_t field) { out_.sets[set + field / 64] |= std::uint64_t{1} << (field % 64); }

  /// The fields a list of patterns covers. The same list is worked out once.
  std::uint32_t set_of(Words const& patterns) {
    if (patterns.empty()) return empty_;
    std::vector<std::string> names;
    for (auto const& word : patterns) names.push_back(word.text);
    std::sort(names.begin(), names.end());
    auto const [found, fresh] = pattern_sets_.try_emplace(names, 0);
    if (!fresh) return found->second;
    auto const set = add_set();
    for (std::uint32_t field = 0; field < out_.fields.size(); ++field) {
      auto const& all = out_.fields[field]->names;
      if (std::any_of(all.begin(), all.end(), [&](auto const& name) { return covers_any(patterns, name); })) put(set, field);
    }
    return found->second = set;
  }

  Term term_of(InForce const& held) const {
    auto const& agreement = *held.agreement;
    Term term;
    if (!is_signed(held)) term.fixed.insert(Reason::draft);
    else if (held.waiting) term.fixed.insert(Reason::not_activated);
    if (held.unsound) term.fixed.insert(Reason::unsound);
    if (held.suspended || agreement.status == Status::suspended) term.fixed.insert(Reason::suspended);
    auto const ended = held.ended || agreement.status == Status::ended;
    if (ended) term.fixed.insert(Reason::ended);
    term.from = agreement.from;
    term.until = agreement.until;
    term.superseded = superseding_day(held);
    term.binds = is_agreed(held) && !ended;
    return term;
  }

  /// As superseded_from, by an index over all.
  Date superseding_day(InForce const& held) const {
    auto const found = versions_.find(held.agreement->id.text);
    auto day = Date::max();
    if (found == versions_.end()) return day;
    for (auto const& [version, from] : found->second) {
      if (version > held.agreement->version) day = std::min(day, from);
    }
    return day;
  }

  void note(InForce const& held) {
    auto const& agreement = *held.agreement;
    if (is_agreed(held)) versions_[agreement.id.text].emplace_back(agreement.version, agreement.from);
    for (auto const& party : agreement.parties) note_kind(party.agency.text, party.kind.text);
    out_.documents.emplace_back(
        agreement.reference(),
        fmt::format("{} {} {} {} {} {} {}", agreement.sha256, static_cast<int>(held.signatures), held.waiting, held.unsound, held.suspended, held.ended, held.assessed));
  }

  void add(InForce const& held) {
    auto const& agreement = *held.agreement;
    auto const term = term_of(held);
    for (auto const& rule : agreement.rules) add_rule(held, term, rule);
    auto const owner = [&](std::string const& id, std::string const& why) {
      return ClauseOwner{.held = &held, .term = term, .reference = agreement.reference() + "#" + id, .why = why, .except_rules = nullptr};
    };
    for (auto const& one : agreement.prohibitions) add_bar(held.unsound ? widened(one, agreement) : one, owner(one.id.text, one.why));
    for (auto const& one : agreement.never_together) {
      add_group(out_.never_together, set_of(held.unsound ? with_families(one.items) : one.items), one.unless_form, {}, owner("never_together", one.why));
    }
    for (auto const& one : agreement.must_go_together) add_companions(one, owner("must_go_together", one.why));
  }

  void add_rule(InForce const& held, Term const& term, Rule const& rule) {
    CompiledRule compiled;
    compiled.held = &held;
    compiled.rule = &rule;
    compiled.term = term;
    compiled.items_set = add_set();
    for (std::uint32_t item = 0; item < rule.items.size(); ++item) {
      auto const field = field_number(rule.items[item].field.text);
      if (field == nothing || holds(out_.set(compiled.items_set), field)) continue;
      put(compiled.items_set, field);
      compiled.items.push_back({.field = field, .item = item});
    }
    std::sort(compiled.items.begin(), compiled.items.end(), [](auto const& left, auto const& right) { return left.field < right.field; });
    compiled.form = rule.form;
    for (auto const purpose : purposes_of(rule.purposes)) compiled.purposes.insert(purpose);
    for (auto const& role : rule.recipient_roles) compiled.roles.insert(out_.roles.number(role.text));
    for (auto const& area : rule.conditions.incident_within) compiled.incident_areas.insert(out_.areas.number(area.text));
    compiled.conditions = conditions_of(rule.conditions);
    compiled.unmet_of_nobody = unmet_of_nobody(compiled.conditions);
    compiled.assessed = rule.form <= Form::depersonalised ||
                        (held.agreement->dpia && (held.agreement->eia || held.assessed));
    auto const number = static_cast<std::uint32_t>(out_.rules.size());
    out_.rules.push_back(std::move(compiled));
    add_pairs(*held.agreement, rule, number);
  }

  void add_pairs(Agreement const& agreement, Rule const& rule, std::uint32_t number) {
    for (auto const& discloser : rule.disclosers) {
      for (auto const& recipient : rule.recipients) {
        auto const carried = carried_by(rule, agreement.kind_of(discloser.text), agreement.kind_of(recipient.text));
        auto& pair = out_.pairs.between(out_.agencies.number(discloser.text), out_.agencies.number(recipient.text));
        pair.entries.push_back({number, carried});
      }
    }
  }

  /// The fields that the rule's law can carry between agencies of these kinds.
  std::uint32_t carried_by(Rule const& rule, std::string_view discloser, std::string_view recipient) {
    auto key = std::tuple{rule.gateway.text, rule.form, std::string{discloser}, std::string{recipient}};
    auto const [found, fresh] = carried_sets_.try_emplace(std::move(key), empty_);
    auto const* const gateway = out_.vocabulary.gateway(rule.gateway.text);
    if (!fresh || gateway == nullptr || !gateway->in_force) return found->second;
    auto const use = GatewayUse{.discloser_kind = discloser, .recipient_kind = recipient, .form = rule.form};
    found->second = add_set();
    for (std::uint32_t field = 0; field < out_.fields.size(); ++field) {
      if (faults_of(*gateway, use, {out_.fields[field]}).empty()) put(found->second, field);
    }
    return found->second;
  }

  /// A field that nobody knows by its name any more may go by another of its family ("istv.*") now: all of those stand for it.
  /// Where nobody knows the family either it may be any field.
  Words with_families(Words items) const {
    for (auto& word : items) {
      if (!out_.vocabulary.knows_pattern(word.text)) word.text = word.text.substr(0, word.text.find('.')) + ".*";
      if (out_.vocabulary.knows_pattern(word.text)) continue;
      items.clear();
      for (auto const* const field : out_.fields) items.push_back(Word{.text = field->names.front()});
      break;
    }
    return items;
  }

  /// A word that nobody knows any more would let through what it was to keep back: the list it stands in then means all.
  Prohibition const& widened(Prohibition const& clause, Agreement const& agreement) {
    auto const& known = out_.vocabulary;
    auto const lacks = [](auto const& words, auto const& in) {
      return std::any_of(words.begin(), words.end(), [&](auto const& word) { return !in(word); });
    };
    auto wide = clause;
    wide.items = with_families(clause.items);
    wide.combined_with = with_families(clause.combined_with);
    wide.any_purpose = wide.any_purpose || lacks(clause.purposes, [&](Word const& word) { return out_.purpose_names.find(word.text) != nothing; });
    // Who was barred as one kind is barred as the kind they are now.
    for (auto const& party : agreement.parties) {
      auto const barred = std::find(clause.recipient_kinds.begin(), clause.recipient_kinds.end(), party.kind.text) != clause.recipient_kinds.end();
      auto const number = out_.agencies.find(party.agency.text);
      if (barred && number < out_.kinds.size()) wide.recipient_kinds.emplace_back(out_.kinds[number]);
    }
    if (lacks(clause.recipient_kinds, [&](std::string const& kind) { return known.kinds.contains(kind); })) wide.recipient_kinds.clear();
    if (lacks(clause.when_subject_is, [&](std::string const& role) { return role == "at-risk" || known.subject_roles.contains(role); })) wide.when_subject_is.clear();
    return out_.widened.emplace_back(std::move(wide));
  }

  void add_bar(Prohibition const& clause, ClauseOwner owner) {
    CompiledBar bar;
    bar.clause = &clause;
    bar.any_purpose = clause.any_purpose;
    if (!clause.any_purpose) bar.purposes = purposes_of(clause.purposes);
    bar.items = set_of(clause.items);
    bar.combined = set_of(clause.combined_with);
    auto roles = clause.when_subject_is;
    auto kinds = clause.recipient_kinds;
    std::sort(roles.begin(), roles.end());
    std::sort(kinds.begin(), kinds.end());
    auto const key = fmt::format("{} {} {} {} {} {} {} {}", bar.any_purpose, fmt::join(bar.purposes, ","), bar.items, bar.combined,
                                 clause.combined_with.empty(), clause.bulk_over.value_or(-1), fmt::join(roles, ","), fmt::join(kinds, ","));
    auto const [found, fresh] = bar_places_.try_emplace(key, out_.bars.size());
    if (fresh) out_.bars.push_back(std::move(bar));
    out_.bars[found->second].owners.push_back(std::move(owner));
  }

  void add_group(std::vector<CompiledGroup>& groups, std::uint32_t items, std::optional<Form> unless,
                 std::vector<std::uint32_t> with, ClauseOwner owner) {
    auto const found = std::find_if(groups.begin(), groups.end(), [&](CompiledGroup const& group) {
      return group.items == items && group.unless == unless && group.with == with;
    });
    if (found != groups.end()) {
      found->owners.push_back(std::move(owner));
      return;
    }
    groups.push_back({items, unless, std::move(with), {}});
    groups.back().owners.push_back(std::move(owner));
  }

  void add_companions(MustGoTogether const& clause, ClauseOwner owner) {
    std::vector<std::uint32_t> with;
    for (auto const& word : clause.with) with.push_back(field_number(word.text));
    std::sort(with.begin(), with.end());
    owner.except_rules = &clause.except_rules;
    add_group(out_.must_go_together, set_of(clause.items), std::nullopt, std::move(with), std::move(owner));
  }

  /// Into classes by what covers and what carries them.
  void sort_fields(Pair& pair) const {
    std::stable_sort(pair.entries.begin(), pair.entries.end(),
                     [&](PairEntry const& left, PairEntry const& right) { return out_.rules[left.rule].order < out_.rules[right.rule].order; });
    pair.words = (pair.entries.size() + 63) / 64;
    auto const width = pair.words * 2;
    std::vector<std::uint64_t> rows(out_.fields.size() * width, 0);
    for (std::size_t entry = 0; entry < pair.entries.size(); ++entry) {
      auto const bit = std::uint64_t{1} << (entry % 64);
      auto const mark = [&](std::uint32_t set, std::size_t word) {
        for (std::uint32_t field = 0; field < out_.fields.size(); ++field) {
          if (holds(out_.set(set), field)) rows[field * width + word] |= bit;
        }
      };
      mark(out_.rules[pair.entries[entry].rule].items_set, entry / 64);
      mark(pair.entries[entry].carried, pair.words + entry / 64);
    }
    std::map<std::vector<std::uint64_t>, std::uint16_t> known;
    for (std::size_t field = 0; field < out_.fields.size(); ++field) {
      std::vector<std::uint64_t> row(&rows[field * width], &rows[field * width] + width);
      auto const [found, fresh] = known.try_emplace(std::move(row), static_cast<std::uint16_t>(known.size()));
      if (fresh) pair.masks.insert(pair.masks.end(), found->first.begin(), found->first.end());
      pair.class_of.push_back(found->second);
    }
    pair.classes = known.size();
  }

  /// Numbers the rules by their references, so that no choice depends on the order of the agreements.
  void order_rules() {
    std::vector<std::pair<std::string, std::uint32_t>> names;
    for (std::uint32_t number = 0; number < out_.rules.size(); ++number) {
      auto const& rule = out_.rules[number];
      names.emplace_back(fmt::format("{}#{}", rule.held->agreement->reference(), rule.rule->id.text), number);
    }
    std::sort(names.begin(), names.end());
    for (std::uint32_t order = 0; order < names.size(); ++order) {
      auto& rule = out_.rules[names[order].second];
      rule.order = order;
      auto const rank = rank_of(rule);
      for (auto& place : rule.items) place.rank = rank | static_cast<std::uint64_t>(rule.rule->items[place.item].as) << 38U;
    }
  }

  /// Form (2 bits), strictness of control (20: size of group, then whether the recipient may hold names), room for the transform (4), keeping in days (16), order (22).
  static std::uint64_t rank_of(CompiledRule const& compiled) {
    auto const& rule = *compiled.rule;
    auto const group = static_cast<std::uint64_t>(rule.control ? std::min(rule.control->min_group, 0x7FFFF) * 2 + (rule.control->holder() ? 1 : 0) : 0);
    auto const& keep = rule.retention.period;
    auto const days = static_cast<std::uint64_t>(std::clamp(keep.months * 31 + keep.days, 0, 0xFFFF));
    return static_cast<std::uint64_t>(rule.form) << 62U | (0xFFFFF - group) << 42U | days << 22U | compiled.order;
  }

  void sort_owners() {
    auto const sort = [](auto& clauses) {
      for (auto& clause : clauses) {
        std::sort(clause.owners.begin(), clause.owners.end(),
                  [](ClauseOwner const& left, ClauseOwner const& right) { return left.reference < right.reference; });
      }
    };
    sort(out_.bars);
    sort(out_.never_together);
    sort(out_.must_go_together);
    std::sort(out_.documents.begin(), out_.documents.end());
    out_.documents.erase(std::unique(out_.documents.begin(), out_.documents.end()), out_.documents.end());
  }

  std::span<InForce const> agreements_;
  Compiled& out_;
  std::uint32_t empty_ = 0;
  std::map<std::string, std::vector<std::pair<std::int64_t, Date>>, std::less<>> versions_ = {};
  std::map<std::vector<std::string>, std::uint32_t> pattern_sets_ = {};
  std::map<std::tuple<std::string, Form, std::string, std::string>, std::uint32_t> carried_sets_ = {};
  std::unordered_map<std::string, std::size_t> bar_places_ = {};
};

}  // namespace

Bundle Bundle::compile(std::span<InForce const> agreements, std::span<Prohibition const> statute, Vocabulary const& vocabulary) {
  auto compiled = std::unique_ptr<Compiled>{new Compiled{.vocabulary = vocabulary}};
  Compiler{agreements, *compiled}.run(statute);
  compiled->documents.emplace_back("vocabulary", fingerprint(vocabulary));
  for (auto const& one : statute) compiled->documents.emplace_back("statute#" + one.id.text, text_of(one));
  return Bundle{std::move(compiled)};
}

Bundle::Bundle(std::unique_ptr<Compiled> compiled) : compiled_{std::move(compiled)} {}
Bundle::Bundle(Bundle&&) noexcept = default;
Bundle& Bundle::operator=(Bundle&&) noexcept = default;
Bundle::~Bundle() = default;

}  // namespace concordat::agreements
