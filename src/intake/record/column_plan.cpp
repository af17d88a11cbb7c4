// SPDX-License-Identifier: Apache-2.0
#include "intake/record/column_plan.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace concordat::intake {

void WordMemo::add(std::vector<WordMap> const& words) {
  for (auto const& word : words) standard_.emplace(word.from, word.to);
}

void WordMemo::add(catalogue::CodeList const& list) {
  for (auto const& code : list.codes) {
    standard_.emplace(catalogue::fold_header(code.code), code.meaning.empty() ? code.code : code.meaning);
  }
}

WordMemo::Answer WordMemo::look(std::string_view raw) {
  if (auto const seen = memo_.find(raw); seen != memo_.end()) return seen->second;
  Answer answer;
  auto const found = standard_.find(catalogue::fold_header(raw));
  if (found != standard_.end()) answer = {found->second, true};
  if (memo_.size() < most_remembered) memo_.emplace(std::string{raw}, answer);
  return answer;
}

namespace {

Context context_for(catalogue::Field const& field, ProfileColumn const& column, Profile const& profile, Date today) {
  Context context;
  context.today = today;
  context.month_first = column.month_first;
  context.day_will_do = field.id == "extract_at";
  context.birth_date = field.id == "date_of_birth";
  context.refuse_future = (profile.refuse_future && !column.may_lie_ahead) || context.birth_date;
  if (field.id == "lsoa_code") context.area_kind = AreaKind::lsoa;
  if (field.id == "msoa_code") context.area_kind = AreaKind::msoa;
  if (field.id == "ward_code") context.area_kind = AreaKind::ward;
  return context;
}

/// The words that a person said of this column.
std::vector<WordMap> said_of(FieldIndex field, Mapping const& mapping) {
  auto said = std::vector<WordMap>{};
  for (auto const& word : mapping.words) {
    if (word.field == field) said.push_back({catalogue::fold_header(word.from), word.to, word.from});
  }
  return said;
}

/// The standard form of the cell, or of the word that stands for it, in the kept unit.
void standardise_text(ColumnPlan& plan, std::string_view raw, WordMemo::Answer const& word) {
  auto const mark = [&plan](Change change) {
    plan.value.changes |= static_cast<std::uint32_t>(change);
    if (plan.value.verdict == Verdict::ok) plan.value.verdict = Verdict::changed;
  };
  plan.standardise(word.known ? word.to : plan.unit.convert(raw), plan.context, plan.value);
  if (word.known) {
    if (word.to != raw) mark(Change::mapped);
    return;
  }
  if (!plan.value.usable()) return;
  if (plan.unit.converted()) mark(Change::unit);
  if (plan.unit.is_doubtful(plan.value.text)) {
    plan.value.verdict = Verdict::review;
    plan.value.code = "unit.doubtful";
    plan.value.remedy = "The number is very small for the unit it is kept in: say where the columns are confirmed which unit the file uses.";
  }
}

}  // namespace

std::vector<ColumnPlan> plan_columns(Profile const& profile, Mapping const& mapping,
                                     catalogue::Catalogue const& catalogue, Date today) {
  std::vector<ColumnPlan> plans;
  for (auto const& mapped : mapping.columns) {
    auto const& field = catalogue.fields()[mapped.field];
    auto const& column = profile.columns[mapped.profile_column];
    ColumnPlan plan;
    plan.column = mapped.column;
    plan.field = mapped.field;
    plan.mark = mapped.profile_column;
    plan.storage = field.storage;
    // What is published already identifies nobody anew: it rests in the open, unless it is dropped altogether.
    if (profile.published && plan.storage == catalogue::Storage::sealed) plan.storage = catalogue::Storage::open;
    plan.wordy = field.standardiser == "code" || field.standardiser == "text" || field.standardiser == "free_text" || field.standardiser == "place_words";
    plan.typed = !profile.published && plan.wordy;
    if (plan.storage != catalogue::Storage::dropped) plan.standardise = standardiser(field.standardiser);
    plan.context = context_for(field, column, profile, today);
    plan.unit = UnitPlan{field.units, mapped.unit, mapped.unit_told};
    plan.said.add(said_of(mapped.field, mapping));
    plan.names_category = profile.category && profile.category->field == mapped.field;
    plan.words.add(column.words);
    if (profile.person && profile.person->role == mapped.field) plan.words.add(profile.person->words);
    for (auto const& id : column.code_lists) {
      plan.has_codes = true;
      if (auto const* list = catalogue.code_list(id)) plan.codes.add(*list);
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

void append_json_text(std::string& out, std::string_view text) {
  bool const plain = std::none_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
  });
  if (!plain) {
    append_json_string(out, text);
    return;
  }
  out += '"';
  out += text;
  out += '"';
}

void standardise_cell(ColumnPlan& plan, std::string_view raw) {
  plan.raw = raw;
  plan.meaning = {};
  plan.known = false;
  plan.by_person = false;
  plan.unplaced = false;
  if (plan.standardise == nullptr) {
    // Dropped: only whether something stood here is counted.
    plan.value.text.clear();
    plan.value.verdict = text::trim(raw).empty() ? Verdict::missing : Verdict::ok;
    return;
  }
  // What a person said of this supplier's words comes before what the profile says of everybody's.
  auto word = plan.names_category || plan.said.empty() || raw.empty() ? WordMemo::Answer{} : plan.said.look(raw);
  plan.by_person = word.known;
  if (!word.known && !plan.words.empty() && !raw.empty()) word = plan.words.look(raw);
  plan.known = word.known;
  standardise_text(plan, raw, word);
  if (!plan.has_codes || !plan.value.usable()) return;
  auto const answer = plan.codes.look(plan.value.text);
  if (answer.known) {
    plan.meaning = answer.to;
    plan.known = true;
  } else if (!word.known) {
    plan.value.verdict = Verdict::review;
    plan.value.code = "code.unmapped";
    plan.value.remedy = "Say what the word means where the columns are confirmed, or add it to the local code list.";
  }
}

namespace {

/// Marks that turn the order of writing round: U+202A to U+202E and U+2066 to U+2069.
bool turns_writing_round(std::string_view text) {
  for (auto at = text.find('\xe2'); at != std::string_view::npos; at = text.find('\xe2', at + 1)) {
    auto const mark = text.substr(at, 3);
    if (mark >= "\xe2\x80\xaa" && mark <= "\xe2\x80\xae") return true;
    if (mark >= "\xe2\x81\xa6" && mark <= "\xe2\x81\xa9") return true;
  }
  return false;
}

/// "=1+1", " @SUM(A1)", "-cmd|": not "-3", "- none" or "+44 116".
bool reads_like_a_formula(std::string_view text) {
  text = text::trim(text);
  if (!text::opens_formula(text)) return false;
  if (text.front() != '+' && text.front() != '-') return true;
  auto const next = text.size() > 1 ? text[1] : ' ';
  return (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z') || next == '(' || next == '=' || next == '@';
}

}  // namespace

std::optional<CellWarning> warning_of(ColumnPlan const& plan) {
  if (!plan.wordy || plan.standardise == nullptr) return std::nullopt;
  if (turns_writing_round(plan.raw)) {
    return CellWarning{"cell.hidden-characters",
                       "Nothing to do for the hub: the text holds marks that turn its order round and may read differently "
                       "than it is. Look at it where it was typed."};
  }
  if (!reads_like_a_formula(plan.raw)) return std::nullopt;
  return CellWarning{"cell.formula-like",
                     "Nothing to do for the hub, which keeps it as text: a spreadsheet program would take it for a formula. "
                     "Look at it where it was typed."};
}

std::optional<CellWarning> take_remark(ColumnPlan& plan, Remark remark) {
  if (plan.standardise == nullptr) return std::nullopt;
  auto const refuse = [&plan](FixedText code, FixedText remedy) {
    plan.value.verdict = Verdict::invalid;
    plan.value.text.clear();
    plan.value.code = code;
    plan.value.remedy = remedy;
    plan.known = false;
  };
  switch (remark) {
    case Remark::formula:
      return CellWarning{"cell.formula", "The value the formula had when the workbook was saved was taken. Save values in place "
                                         "of formulas if it is not the right one."};
    case Remark::formula_unvalued:
      refuse("cell.formula-without-value",
             "The workbook was saved without the value of this formula: open it in the spreadsheet program and save it again.");
      return std::nullopt;
    case Remark::error_value:
      refuse("cell.error-value", "The cell shows an error (#N/A, #REF! or the like) instead of a value: correct its formula.");
      return std::nullopt;
    case Remark::nul:
      refuse("cell.nul", "The cell holds a NUL character, which no text has: export the file again.");
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace concordat::intake
