// SPDX-License-Identifier: Apache-2.0
#include "intake/record/pipeline.h"

#include <algorithm>
#include <limits>

#include "intake/map/arrival.h"
#include "intake/record/column_plan.h"
#include "intake/record/event_builder.h"
#include "intake/standardise/age_band.h"

namespace concordat::intake {
namespace {

MaybeField index_of(catalogue::Catalogue const& catalogue, std::string_view id) {
  auto const* field = catalogue.field(id);
  return field == nullptr ? std::nullopt : MaybeField{field->index};
}

}  // namespace

struct RecordPipeline::State {
  State(Profile const& the_profile, Mapping const& mapping, catalogue::Catalogue const& the_catalogue,
        PipelineOptions the_options, FeedQuality& the_quality, PointMemory& the_points)
      : profile{the_profile},
        catalogue{the_catalogue},
        options{std::move(the_options)},
        quality{the_quality},
        points{the_points},
        file_columns{mapping.headers.size()},
        plans{plan_columns(the_profile, mapping, the_catalogue, std::chrono::floor<std::chrono::days>(options.received))},
        builder{the_profile, plans, the_catalogue.fields().size(), index_of(the_catalogue, "da_flag"), counts_from_arrival(the_profile, the_catalogue), options} {
    plan_of_field.assign(the_catalogue.fields().size(), -1);
    for (std::size_t i = 0; i < plans.size(); ++i) plan_of_field[plans[i].field] = static_cast<std::int32_t>(i);
    usable_count.emplace(profile, mapping, static_cast<bool>(options.match_place));
    if (profile.makes_return) prescribed.emplace(profile, catalogue);
    if (auto const* field = catalogue.field("review_by")) review_by = field->index;
    received_day = std::chrono::floor<std::chrono::days>(options.received);
  }

  [[nodiscard]] ColumnPlan const* usable(FieldIndex field) const {
    if (plan_of_field[field] < 0) return nullptr;
    auto const& plan = plans[static_cast<std::size_t>(plan_of_field[field])];
    return plan.value.usable() ? &plan : nullptr;
  }

  void standardise(RowView const& row);
  void warn(ColumnPlan& plan, RowView const& row);
  [[nodiscard]] bool needs_met();
  [[nodiscard]] bool find_role();
  [[nodiscard]] bool find_key();
  [[nodiscard]] bool labels_supported();
  [[nodiscard]] bool find_item();
  void count();
  [[nodiscard]] bool is_age(ColumnPlan const& plan) const { return profile.age_band && *profile.age_band == plan.field; }
  void write_open();
  void write_identity();
  void unknown_words(std::vector<UnknownWord>& out) const;
  [[nodiscard]] Outcome take(RowView const& row);

  Profile const& profile;
  catalogue::Catalogue const& catalogue;
  PipelineOptions options;
  FeedQuality& quality;
  PointMemory& points;
  std::size_t file_columns;
  std::vector<ColumnPlan> plans;
  EventBuilder builder;
  EventBuilder::Built built;
  std::vector<std::int32_t> plan_of_field;
  CleanRecord record;
  std::string identity;
  std::vector<RowFault> faults;
  FeedQuality::Slot slot = FeedQuality::undated;
  Date received_day;
  FieldIndex review_by = std::numeric_limits<FieldIndex>::max();  ///< until when a judgement holds
  std::optional<PrescribedCount> prescribed;
  std::optional<UsableCount> usable_count;
  std::optional<std::size_t> item;  ///< of the return, that the row is of
};

void RecordPipeline::State::standardise(RowView const& row) {
  for (auto& plan : plans) {
    standardise_cell(plan, plan.column < row.cells.size() ? row.cells[plan.column] : std::string_view{});
    warn(plan, row);
    if (plan.value.verdict == Verdict::invalid) {
      faults.push_back({static_cast<std::uint32_t>(plan.column + 1), plan.field, plan.value.code, plan.value.remedy});
    }
  }
}

/// What the reader and the column have to say about a cell whose value may be used.
void RecordPipeline::State::warn(ColumnPlan& plan, RowView const& row) {
  auto warning = warning_of(plan);
  for (auto const& remark : row.remarks) {
    if (remark.cell == plan.column) warning = take_remark(plan, remark.remark);
  }
  // Its value is taken, but a person should hear of it before a whole column is a hundredfold too small.
  if (plan.value.code == FixedText{"unit.doubtful"}) warning = CellWarning{plan.value.code, plan.value.remedy};
  if (warning) faults.push_back({static_cast<std::uint32_t>(plan.column + 1), plan.field, warning->code, warning->remedy});
}

bool RecordPipeline::State::needs_met() {
  bool met = true;
  for (auto const& group : profile.needs) {
    // find_role has spoken about the role already.
    if (profile.person && profile.person->role == group.front()) continue;
    if (std::any_of(group.begin(), group.end(), [this](FieldIndex field) { return usable(field) != nullptr; })) continue;
    met = false;
    auto const field = group.front();
    auto const at = plan_of_field[field];
    auto const column = at < 0 ? 0U : static_cast<std::uint32_t>(plans[static_cast<std::size_t>(at)].column + 1);
    // An invalid cell has said already what is wrong with it.
    bool const said = std::any_of(faults.begin(), faults.end(), [&](RowFault const& fault) { return fault.column == column && column != 0; });
    if (!said) faults.push_back({column, field, "field.needed", "Fill this cell: a row without it cannot be used."});
  }
  return met;
}

bool RecordPipeline::State::find_role() {
  record.role = {};
  if (!profile.person) return true;
  auto const& person = *profile.person;
  if (!person.constant_role.empty()) {
    record.role = person.constant_role;
    return true;
  }
  auto const at = person.role ? plan_of_field[*person.role] : -1;
  ColumnPlan const* plan = at < 0 ? nullptr : &plans[static_cast<std::size_t>(at)];
  if (plan != nullptr && (plan->value.verdict == Verdict::ok || plan->value.verdict == Verdict::changed)) {
    record.role = plan->value.text;
    return true;
  }
  if (plan != nullptr && plan->value.verdict == Verdict::invalid) return false;  // said already: no known role
  faults.push_back({plan == nullptr ? 0U : static_cast<std::uint32_t>(plan->column + 1),
                    plan == nullptr ? RowFault::no_field : plan->field, "person.no-role",
                    "Say in which role the person is in this record (victim, witness, suspected, at risk ...): without "
                    "a role no person is kept."});
  return false;
}

bool RecordPipeline::State::find_key() {
  record.key.clear();
  for (auto const field : profile.key.fields) {
    auto const* plan = usable(field);
    if (plan == nullptr) {
      record.key.clear();
      break;
    }
    if (!record.key.empty()) record.key += '\x1f';
    record.key += plan->value.text;
  }
  if (!record.key.empty() || profile.key.fields.empty() || profile.key.without != WithoutKey::quarantined) return true;
  auto const lacking = std::ranges::find_if(profile.key.fields, [this](FieldIndex field) { return usable(field) == nullptr; });
  faults.push_back({0, *lacking, "key.missing", "Fill this column: with it one row is told from another."});
  return false;
}

bool RecordPipeline::State::labels_supported() {
  bool supported = true;
  for (auto const& label : profile.labels) {
    auto const* said = usable(label.field);
    if (said == nullptr) continue;
    if (!label.unless.empty() && std::ranges::find(label.unless, catalogue::fold_header(said->raw)) != label.unless.end()) continue;
    for (auto const field : label.with) {
      auto const* with = usable(field);
      if (with != nullptr && field == review_by && with->value.number < received_day.time_since_epoch().count()) {
        faults.push_back({static_cast<std::uint32_t>(with->column + 1), field, "label.over",
                          "The day until which the judgement holds has passed: review it, or leave it out."});
        supported = false;
      }
      if (with != nullptr) continue;
      auto const at = plan_of_field[field];
      auto const column = at < 0 ? said->column : plans[static_cast<std::size_t>(at)].column;
      faults.push_back({static_cast<std::uint32_t>(column + 1), field, "label.unsupported",
                        "Say who judged so, how sure it is, when, and until when it holds, or leave the judgement out: a label "
                        "without these is not taken."});
      supported = false;
    }
  }
  return supported;
}

bool RecordPipeline::State::find_item() {
  item.reset();
  if (!prescribed) return true;
  auto const* named = usable(profile.makes_return->item);
  if (named == nullptr) return true;  // a needed field, which has said so
  item = prescribed->item_of(named->raw);
  if (item) {
    plans[static_cast<std::size_t>(plan_of_field[named->field])].known = true;  // a number of the law names nobody
    return true;
  }
  faults.push_back({static_cast<std::uint32_t>(named->column + 1), named->field, "return.unknown-item",
                    "Name an item that you owe, by its number in the law: the check of the return lists them."});
  return false;
}

void RecordPipeline::State::count() {
  slot = built.month ? quality.slot(*built.month) : FeedQuality::undated;
  for (auto const& plan : plans) quality.mark(slot, plan.mark, static_cast<Mark>(plan.value.verdict));
  for (auto const clash : built.clashes) quality.clash(slot, clash);
  if (built.month) quality.lag(slot, lag_in_days(*built.month, received_day));
  if (built.event && built.event->place && built.month) {
    auto const sight = points.see(point_key(built.event->place->easting, built.event->place->northing), *built.month);
    quality.point(slot, sight.first_this_month, sight.first_ever);
  }
}

void RecordPipeline::State::write_open() {
  auto& out = record.open_data;
  out.assign(1, '[');
  for (auto const& plan : plans) {
    if (plan.storage != catalogue::Storage::open) continue;
    if (out.size() > 1) out += ',';
    if (is_age(plan)) {
      auto const band = plan.value.usable() ? age_band_of(plan.value.text) : std::string_view{};
      if (band.empty()) out += "null";
      else append_json_text(out, band);
    } else if (!plan.value.usable() || !plan.may_rest_open()) {
      out += "null";
    } else if (plan.by_person || plan.value.text == plan.raw) {
      append_json_text(out, plan.value.text);
    } else {
      out += '[';
      append_json_text(out, plan.value.text);
      out += ',';
      append_json_text(out, plan.raw);
      out += ']';
    }
  }
  out += ']';
}

void RecordPipeline::State::write_identity() {
  identity.assign(1, '{');
  for (auto const& plan : plans) {
    bool const sealed = plan.storage == catalogue::Storage::sealed || plan.by_person ||
                        (plan.storage == catalogue::Storage::open && plan.value.usable() && !plan.may_rest_open());
    if (!sealed || plan.raw.empty()) continue;
    // Whole bands of ages are all that is kept: no record holds the age that a cell told.
    if (is_age(plan)) continue;
    // Words for a place are read for the place that they name, and then forgotten: no record holds them.
    if (catalogue.fields()[plan.field].standardiser == "place_words") continue;
    if (identity.size() > 1) identity += ',';
    append_json_text(identity, catalogue.fields()[plan.field].id);
    identity += ":[";
    append_json_text(identity, plan.value.usable() ? std::string_view{plan.value.text} : std::string_view{});
    identity += ',';
    append_json_text(identity, plan.raw);
    identity += ']';
  }
  identity += '}';
  record.has_identity = identity.size() > 2;
  record.identity = Personal<std::string>{record.has_identity ? identity : std::string{}};
}

RecordPipeline::Outcome RecordPipeline::State::take(RowView const& row) {
  faults.clear();
  record.row = row.row;
  record.sheet = row.sheet;
  standardise(row);
  builder.build(built, faults);
  bool good = !profile.category || built.event.has_value();
  if (row.ragged) {
    faults.insert(faults.begin(), RowFault{0, RowFault::no_field, "row.ragged",
                                           "The row has not as many cells as the header: a value may have slipped into "
                                           "another column. Correct the row."});
    good = false;
  }
  good = needs_met() && good;
  good = find_role() && good;
  good = find_key() && good;
  good = labels_supported() && good;
  good = find_item() && good;
  count();
  if (!good) return Outcome::quarantined;
  if (item) prescribed->count(*item, plans);
  record.event = built.event;
  if (record.event) usable_count->count(*record.event);
  write_open();
  write_identity();
  return Outcome::accepted;
}

RecordPipeline::RecordPipeline(Profile const& profile, Mapping const& mapping, catalogue::Catalogue const& catalogue,
                               PipelineOptions options, FeedQuality& quality, PointMemory& points)
    : state_{std::make_unique<State>(profile, mapping, catalogue, std::move(options), quality, points)} {}
RecordPipeline::~RecordPipeline() = default;

void RecordPipeline::State::unknown_words(std::vector<UnknownWord>& out) const {
  out.clear();
  for (auto const& plan : plans) {
    auto const code = plan.value.code.view();
    bool const of_a_list = code == "code.unmapped" || code == "role.unknown" || code == "role.ambiguous";
    if (!plan.raw.empty() && (of_a_list || plan.unplaced)) out.push_back({plan.field, plan.raw});
  }
}

RecordPipeline::Outcome RecordPipeline::take(RowView const& row) { return state_->take(row); }
void RecordPipeline::unknown_words(std::vector<UnknownWord>& out) const { state_->unknown_words(out); }
CleanRecord const& RecordPipeline::record() const { return state_->record; }
std::span<RowFault const> RecordPipeline::faults() const { return state_->faults; }
std::optional<Month> RecordPipeline::month() const { return state_->built.month; }
std::optional<Month> RecordPipeline::period() const { return state_->built.period; }
FeedQuality::Slot RecordPipeline::slot() const { return state_->slot; }

std::vector<ItemAnswer> RecordPipeline::return_answers() const {
  return state_->prescribed ? state_->prescribed->answers() : std::vector<ItemAnswer>{};
}

std::vector<UsableShare> RecordPipeline::usable_shares() const { return state_->usable_count->shares(); }

std::optional<Json> RecordPipeline::return_counts() const {
  return state_->prescribed ? std::optional{state_->prescribed->to_json()} : std::nullopt;
}

std::vector<std::string> RecordPipeline::open_columns() const {
  std::vector<std::string> ids;
  for (auto const& plan : state_->plans) {
    if (plan.storage == catalogue::Storage::open) ids.push_back(state_->catalogue.fields()[plan.field].id);
  }
  return ids;
}

}  // namespace concordat::intake
