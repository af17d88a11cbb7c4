// SPDX-License-Identifier: Apache-2.0
#include "hub/release/gate.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

namespace concordat::hub {
namespace sql {

constexpr store::Sql feeds_with_data = "SELECT DISTINCT feed FROM submission WHERE state = 'accepted' AND rows_accepted > 0";
constexpr store::Sql members_of = "SELECT id FROM member WHERE agency = ? AND active = 1 ORDER BY id";

}  // namespace sql

namespace {

GateReason whole(std::string code, std::string reason, std::string why, std::string remedy) {
  return {"", std::move(code), std::move(reason), "", std::move(why), std::move(remedy)};
}

/// What somebody of this hub asked for; 0: nobody did.
int smallest_group_here(ProtectionSettings const& settings) {
  return settings.is_asked_for(Setting::smallest_group) ? static_cast<int>(settings[Setting::smallest_group]) : 0;
}

std::string said(std::vector<agreements::Remedy> const& remedies) {
  std::string text;
  for (auto const& remedy : remedies) {
    if (!text.empty()) text += " Or: ";
    text += remedy.who.empty() || remedy.who == "you" ? remedy.act : fmt::format("{}: {}", remedy.who, remedy.act);
    if (!remedy.then.empty()) text += fmt::format(" (then {} allows it)", remedy.then);
  }
  return text;
}

void add_refusals(agreements::Decision const& decision, std::string_view source, Refused& refused) {
  for (auto const& refusal : decision.refusals) {
    refused.reasons.push_back({std::string{source}, std::string{agreements::name_of(refusal.code)},
                               refusal.reasons.empty() ? std::string{} : std::string{agreements::name_of(refusal.reasons.front())},
                               refusal.field, refusal.why, said(refusal.remedies)});
  }
}

/// What the supplier left out for the agency in between, and how small a group it allowed, holds for whoever comes next.
void keep_terms(std::vector<agreements::FieldPermit> const& own, agreements::FieldPermit& passed) {
  for (auto const& permit : own) {
    passed.suppress_when.insert(passed.suppress_when.end(), permit.suppress_when.begin(), permit.suppress_when.end());
    if (!permit.control) continue;
    if (!passed.control) passed.control = permit.control;
    passed.control->min_group = std::max(passed.control->min_group, permit.control->min_group);
  }
}

}  // namespace

std::vector<Feed const*> feeds_of(std::vector<SourceDecision> const& sources) {
  std::vector<Feed const*> feeds;
  for (auto const& source : sources) feeds.push_back(source.feed);
  return feeds;
}

Result<std::vector<Feed const*>> sources_of_violence(Hub& hub) {
  std::set<int> with_data;
  auto read = hub.database().query(sql::feeds_with_data, [&](store::Row const& row) { with_data.insert(row.small(0)); });
  if (!read) return fail(read);
  std::vector<Feed const*> chosen;
  for (auto const& feed : hub.feeds()) {
    auto const* profile = hub.profiles().find(feed.profile);
    if (profile == nullptr || profile->discovered || !profile->category || !with_data.contains(feed.number)) continue;
    if (count_fields(profile->feed_kind, TableKind::area_quarter).empty()) continue;
    auto const same = std::find_if(chosen.begin(), chosen.end(), [&](Feed const* other) { return other->agency == feed.agency; });
    if (same == chosen.end()) {
      chosen.push_back(&feed);
    } else if (hub.profiles().find((*same)->profile)->published && !profile->published) {
      *same = &feed;
    }
  }
  return chosen;
}

Result<std::optional<Gate::Asker>> Gate::identify(GateRequest const& request, Refused& refused) {
  auto const* agency = hub_.agency(request.recipient);
  if (agency == nullptr) {
    refused.reasons.push_back(whole("R01", "no-agreement", "The agency that asks is not part of this partnership.",
                                    "Name an agency of this partnership with --for."));
    return std::optional<Asker>{};
  }
  auto const member = hub_.member(request.member);
  if (!member) return fail(member);
  // One sentence for all of these: who is a member of what is not the asker's to find out.
  bool const known = *member && (*member)->active && (*member)->agency == agency->id &&
                     (*member)->has_role(request.role);
  if (!known) {
    refused.reasons.push_back(whole("R16", "role", "You are not known as an active member of that agency in that role.",
                                    "Say who asks with --by and in which role with --role; the partnership's "
                                    "administrator keeps the list of members."));
    return std::optional<Asker>{};
  }
  return std::optional<Asker>{Asker{*agency, **member}};
}

agreements::Decision Gate::decide(Question const& question, std::vector<std::string> const& fields) const {
  if (fields.empty()) return {};
  agreements::Request request;
  request.asker = question.asker.agency.id;
  request.roles = {question.role};
  request.discloser = question.discloser;
  request.purpose = question.purpose;
  request.form = agreements::Form::aggregate;
  request.fields = fields;
  request.areas = {hub_.partnership().id};
  request.subjects = 0;  // counts name nobody
  request.necessity_stated = true;
  agreements::Facts facts;
  facts.today = today_;
  facts.own_figures = true;
  facts.trained.emplace(question.asker.member.trained.begin(), question.asker.member.trained.end());
  return bundle_->decide(request, facts);
}

std::vector<catalogue::LookFilter::By> Gate::ways_asked() const {
  std::vector<catalogue::LookFilter::By> ways;
  if (part_) ways.push_back(part_->filter->by);
  if (part_ && part_->is_crossing()) ways.push_back(part_->crossed->by);
  return ways;
}

std::vector<std::string> Gate::counts_asked(SourceDecision const& source, TableSpec const& table) const {
  auto fields = count_fields(source.feed_kind, table.kind);
  for (auto const by : ways_asked()) {
    auto const more = field_of_part(source.feed_kind, by);
    if (!more.empty() && std::ranges::find(fields, more) == fields.end()) fields.push_back(more);
  }
  return fields;
}

std::vector<std::string> Gate::rows_asked(SourceDecision const& source, TableSpec const& table) const {
  auto fields = row_fields(source.feed_kind, table.kind);
  for (auto const by : ways_asked()) {
    auto const more = row_field_of_part(source.feed_kind, by);
    if (!more.empty()) fields.push_back(more);
  }
  return fields;
}

bool Gate::find_part(GateRequest const& request, TableSpec const& table, Refused& refused) {
  if (request.part.empty()) return true;
  auto const& definitions = hub_.catalogue().definitions();
  part_ = part_named(definitions, request.part);
  if (!part_) {
    refused.reasons.push_back(whole("R04", "unknown-part", "There is no such part of the reports.", "The page of releases, or 'concordat release parts', names the parts, and which two filters may be taken together, a part of each; nobody composes one."));
    return false;
  }
  if (!is_on_the_list(definitions, *part_)) {
    auto const pairs = pairs_in_words(definitions);
    refused.reasons.push_back(whole("R04", "no-such-pair", fmt::format("{} and {} are not taken together here.", part_->filter->title, part_->crossed->title),
                                    pairs.empty() ? "No two filters are; ask for one of the two parts." : fmt::format("Taken together may be: {}. Or ask for one of the two parts.", pairs)));
    return false;
  }
  if (takes_part(table.kind, *part_)) return true;
  refused.reasons.push_back(whole("R04", "no-part-of-it", std::string{why_no_part(table.kind, *part_).view()},
                                  "The page of releases, or 'concordat release parts', says which tables may be of which part; or ask for this one without a part."));
  return false;
}

Result<std::vector<agreements::FieldPermit>> Gate::may_have(Agency const& agency, SourceDecision const& source,
                                                            std::string const& purpose, TableSpec const& table) {
  std::vector<std::string> ids;
  auto read = transaction_.connection().query(sql::members_of, [&](store::Row const& row) { ids.push_back(row.string(0)); }, agency.id);
  if (!read) return fail(read);
  for (auto const& id : ids) {
    auto const member = hub_.member(id);
    if (!member) return fail(member);
    if (!*member) continue;
    Asker const asker{agency, **member};
    for (auto const& role : asker.member.roles) {
      Question const question{source.feed->agency, asker, role, purpose};
      for (auto const& fields : {counts_asked(source, table), rows_asked(source, table)}) {
        auto decision = decide(question, fields);
        if (decision.all_permitted()) return std::move(decision.permits);
      }
    }
  }
  return std::vector<agreements::FieldPermit>{};
}

Result<bool> Gate::passed_on(SourceDecision& source, GateRequest const& request, Asker const& asker, TableSpec const& table) {
  for (auto const& middle : hub_.agencies()) {
    if (middle.id == source.feed->agency || middle.id == asker.agency.id) continue;
    Question const question{middle.id, asker, request.role, request.purpose};
    auto passed = decide(question, counts_asked(source, table));
    // A count by cell, hour and means has those of every part by time and means in it, and no other.
    using By = catalogue::LookFilter::By;
    bool const finer = std::ranges::none_of(ways_asked(), [&](By by) { return (by == By::category || by == By::age) && !field_of_part(source.feed_kind, by).empty(); });
    if (!passed.all_permitted() && finer) passed = decide(question, finer_counts(source.feed_kind, table.kind));
    if (!passed.all_permitted()) continue;
    // What an agency may not have itself it cannot pass on.
    auto const own = may_have(middle, source, request.purpose, table);
    if (!own) return fail(own);
    if (own->empty()) continue;
    source.discloser = middle.id;
    source.permits = std::move(passed.permits);
    keep_terms(*own, source.permits.front());
    return true;
  }
  return false;
}

bool covers_means(SourceDecision const& source) {
  return std::ranges::any_of(source.permits, [](agreements::FieldPermit const& permit) { return permit.field.find("method") != std::string::npos; });
}

void Gate::add_means(SourceDecision& source, Question const& question, TableSpec const& table) const {
  auto const field = tells_means(table.kind) ? field_of_part(source.feed_kind, catalogue::LookFilter::By::method) : std::string{};
  if (field.empty() || covers_means(source)) return;
  auto decision = decide(question, {field});
  if (decision.all_permitted()) source.permits.push_back(std::move(decision.permits.front()));
}

Result<bool> Gate::decide_source(SourceDecision& source, GateRequest const& request, Asker const& asker,
                                 TableSpec const& table, Refused& refused) {
  Question const question{source.feed->agency, asker, request.role, request.purpose};
  auto direct = decide(question, counts_asked(source, table));
  auto rows = direct.all_permitted() ? agreements::Decision{} : decide(question, rows_asked(source, table));
  if (direct.all_permitted() || rows.all_permitted()) {
    source.discloser = source.feed->agency;
    source.permits = std::move(direct.all_permitted() ? direct.permits : rows.permits);
    add_means(source, question, table);
    return true;
  }
  auto const passed = passed_on(source, request, asker, table);
  if (!passed || *passed) return passed;
  add_refusals(direct, source_name(source.feed_kind).view(), refused);
  return false;
}

Result<std::optional<Gate::Asker>> Gate::begin(GateRequest const& request, Refused& refused) {
  if (hub_.vocabulary().barred_purposes.contains(request.purpose)) {
    refused.reasons.push_back(whole("R03", "barred-purpose", "No agreement, role or emergency allows this purpose.",
                                    "Nothing can be done: this cannot be made lawful by agreement."));
    return std::optional<Asker>{};
  }
  auto const today = hub_.today(transaction_);
  if (!today) return fail(today);
  auto asker = identify(request, refused);
  if (!asker || !*asker) return asker;
  auto held = held_agreements(hub_, transaction_.connection(), *today);
  if (!held) return fail(held);
  held_ = std::move(*held);
  in_force_ = held_.in_force();
  bundle_ = agreements::Bundle::compile(in_force_, hub_.statute(), hub_.vocabulary());
  today_ = *today;
  return asker;
}

Result<tl::expected<Granted, Refused>> Gate::ask(GateRequest const& request) {
  Refused refused;
  auto refuse = [&refused]() -> tl::expected<Granted, Refused> { return tl::unexpected<Refused>{std::move(refused)}; };
  auto const* table = release_table(request.table);
  if (table == nullptr) {
    refused.reasons.push_back(whole("R04", "unknown-table", "There is no such table.",
                                    "The page of releases, or 'concordat release list', names the tables; no other leaves this hub."));
    return refuse();
  }
  if (!find_part(request, *table, refused)) return refuse();
  auto const asker = begin(request, refused);
  if (!asker) return fail(asker);
  if (!*asker) return refuse();
  auto const feeds = sources_of_violence(hub_);
  if (!feeds) return fail(feeds);
  if (feeds->empty()) {
    refused.reasons.push_back(whole("R12", "not-held", "No feed of this hub holds data for this table.",
                                    "Submit the agencies' files first; the page of feeds, or 'concordat feeds', says whom to chase."));
    return refuse();
  }
  auto const settings = settings_in_force(transaction_.connection());
  if (!settings) return fail(settings);
  Granted granted{Permit{}, table, (*asker)->agency, {}, {}, smallest_group_here(*settings)};
  granted.settings = *settings;
  std::set<std::string> rules;
  for (auto const* feed : *feeds) {
    SourceDecision source{feed, hub_.profiles().find(feed->profile)->feed_kind, {}, {}};
    auto const permitted = decide_source(source, request, **asker, *table, refused);
    if (!permitted) return fail(permitted);
    if (!*permitted) continue;
    for (auto const& permit : source.permits) {
      rules.insert(permit.rule);
      if (permit.control) granted.smallest_group = std::max(granted.smallest_group, permit.control->min_group);
    }
    granted.sources.push_back(std::move(source));
  }
  if (!refused.reasons.empty()) return refuse();
  granted.part = part_;
  granted.rules.assign(rules.begin(), rules.end());
  return tl::expected<Granted, Refused>{std::move(granted)};
}

Result<tl::expected<Granted, Refused>> Gate::ask_records(RecordsRequest const& request) {
  Refused refused;
  auto refuse = [&refused]() -> tl::expected<Granted, Refused> { return tl::unexpected<Refused>{std::move(refused)}; };
  auto const asker = begin({std::string{records_table().id.view()}, request.recipient, request.member, request.role, request.purpose}, refused);
  if (!asker) return fail(asker);
  if (!*asker) return refuse();
  auto const feeds = sources_of_violence(hub_);
  if (!feeds) return fail(feeds);
  auto const settings = settings_in_force(transaction_.connection());
  if (!settings) return fail(settings);
  Granted granted{Permit{}, &records_table(), (*asker)->agency, {}, {}, smallest_group_here(*settings)};
  granted.settings = *settings;
  for (auto const* feed : *feeds) granted.sources.push_back({feed, hub_.profiles().find(feed->profile)->feed_kind, {}, {}});
  auto const source = std::ranges::find_if(granted.sources, [&](auto const& one) { return one.feed->agency == request.supplier && !record_fields(one.feed_kind).empty(); });
  // An agency has its own records already, and what it would get here is coarser.
  if (source == granted.sources.end() || request.supplier == (*asker)->agency.id) {
    refused.reasons.push_back(whole("R12", "not-held", "That agency has no records here that could be released to another.",
                                    "Name with --from an emergency department that supplies this hub; of other sources ask for a table."));
    return refuse();
  }
  agreements::Request asked;
  asked.asker = (*asker)->agency.id;
  asked.roles = {request.role};
  asked.discloser = request.supplier;
  asked.purpose = request.purpose;
  asked.form = agreements::Form::depersonalised;
  asked.fields = record_fields(source->feed_kind);
  asked.areas = {hub_.partnership().id};
  asked.necessity_stated = true;
  agreements::Facts facts;
  facts.today = today_;
  facts.trained.emplace((*asker)->member.trained.begin(), (*asker)->member.trained.end());
  auto decision = bundle_->decide(asked, facts);
  if (!decision.all_permitted()) {
    add_refusals(decision, source_name(source->feed_kind).view(), refused);
    return refuse();
  }
  source->discloser = request.supplier;
  source->permits = std::move(decision.permits);
  std::set<std::string> rules;
  for (auto const& permit : source->permits) {
    rules.insert(permit.rule);
    if (permit.control) granted.smallest_group = std::max(granted.smallest_group, permit.control->min_group);
  }
  granted.rules.assign(rules.begin(), rules.end());
  return tl::expected<Granted, Refused>{std::move(granted)};
}

}  // namespace concordat::hub
