// SPDX-License-Identifier: Apache-2.0
#include "intake/read/json_source.h"

#include <algorithm>

#include "intake/read/table_head.h"
#include "intake/read/row_kinds.h"

namespace concordat::intake {

JsonSource::JsonSource(std::unique_ptr<TextWindow> window, ReadLimits const& limits)
    : window_{std::move(window)}, limits_{limits}, splitter_{*window_, limits_}, fields_{limits_} {}

Result<std::unique_ptr<RowSource>> JsonSource::open(std::unique_ptr<TextWindow> window, Encoding encoding,
                                                    ReadOptions const& options) {
  std::unique_ptr<JsonSource> source{new JsonSource{std::move(window), options.limits}};
  auto const format = source->splitter_.begin();
  if (!format) return fail(format);
  source->head_.format = *format;
  source->head_.encoding = encoding;
  if (auto const learnt = source->learn_columns(); !learnt) return fail(learnt);
  return source;
}

Result<std::span<JsonField const>> JsonSource::fields_of(std::string_view object) {
  auto const fields = fields_.read(object, splitter_.readable(), head_.format == Format::geojson);
  if (!fields) return fail(fields.error(), {.row = splitter_.row()});
  return *fields;
}

/// Reads the first objects once for their keys, then goes back. A fault behind the first object is left to
/// the second reading, so that the rows before it come out.
Result<void> JsonSource::learn_columns() {
  bool any = false;
  for (std::uint32_t i = 0; i < limits_.key_sample_objects && splitter_.kept() < limits_.key_sample_bytes;
       ++i) {
    auto const element = splitter_.next(true);
    if (!element && !any) return fail(element);
    if (!element || !*element) break;
    auto const fields = fields_of(**element);
    if (!fields && !any) return fail(fields);
    if (!fields) break;
    any = true;
    for (auto const& field : *fields) {
      if (column_by_key_.emplace(field.key, keys_.size()).second) keys_.emplace_back(field.key);
    }
    if (keys_.size() > limits_.columns) return fail(ReadFault::too_many_columns, {.row = splitter_.row()});
  }
  if (!any) return fail(ReadFault::empty);
  if (head_.format == Format::geojson) {
    for (auto const key : {longitude_key, latitude_key}) {
      if (column_by_key_.emplace(key, keys_.size()).second) keys_.emplace_back(key);
    }
  }
  for (auto const& key : keys_)
    head_.columns.push_back(tidy_name(key.starts_with('\x1f') ? key.substr(1) : key));
  head_.columns = distinct_names(std::move(head_.columns));
  filled_in_.resize(keys_.size());
  splitter_.rewind();
  return {};
}

Result<std::optional<RowView>> JsonSource::next() {
  if (failed_) return tl::unexpected<Problem>{*failed_};
  auto row = advance();
  if (!row) failed_ = row.error();
  if (row && *row) ++rows_;
  return row;
}

Result<std::optional<RowView>> JsonSource::advance() {
  auto const element = splitter_.next(false);
  if (!element) return fail(element);
  if (!*element) return std::nullopt;
  auto const fields = fields_of(**element);
  if (!fields) return fail(fields);
  auto const row = place(*fields);
  if (!row) return fail(row);
  return *row;
}

std::size_t JsonSource::column_of(std::string_view key) {
  if (expected_ >= keys_.size()) expected_ = 0;
  if (expected_ < keys_.size() && keys_[expected_] == key) return expected_++;
  auto const found = column_by_key_.find(key);
  if (found == column_by_key_.end()) return keys_.size();
  expected_ = found->second + 1;
  return found->second;
}

Result<RowView> JsonSource::place(std::span<JsonField const> fields) {
  auto const stamp = rows_ + 1;
  cells_.assign(keys_.size(), {});
  surplus_.clear();
  for (auto const& field : fields) {
    auto const column = column_of(field.key);
    if (column == keys_.size()) {
      auto const key = field.key.starts_with('\x1f') ? field.key.substr(1) : field.key;
      surplus_.push_back(std::string{key}.append("=").append(field.value));
      continue;
    }
    if (filled_in_[column] == stamp) {
      return fail(ReadFault::json_duplicate_key,
                  {.row = splitter_.row(), .column = static_cast<std::uint32_t>(column + 1)});
    }
    filled_in_[column] = stamp;
    cells_[column] = field.value;
  }
  cells_.insert(cells_.end(), surplus_.begin(), surplus_.end());
  auto const kind = is_blank(cells_) ? RowKind::blank : RowKind::data;
  return RowView{.row = splitter_.row(), .kind = kind, .cells = cells_, .ragged = !surplus_.empty()};
}

Progress JsonSource::progress() const {
  auto progress = window_->progress();
  progress.rows = rows_;
  return progress;
}

}  // namespace concordat::intake
