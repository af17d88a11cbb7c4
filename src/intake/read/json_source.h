// SPDX-License-Identifier: Apache-2.0
// JSON arrays, JSON Lines and GeoJSON as a RowSource.
//
// Columns are the union of the keys of the first thousand objects (or of the first 4 MiB), in the order they
// appear; a GeoJSON file always has longitude and latitude. A key that turns up only later makes a ragged row
// with one more cell "key=value".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/read/json_fields.h"
#include "intake/read/json_splitter.h"
#include "intake/read/row_source.h"
#include "intake/read/text_window.h"

namespace concordat::intake {

class JsonSource final : public RowSource {
 public:
  [[nodiscard]] static Result<std::unique_ptr<RowSource>> open(std::unique_ptr<TextWindow> window,
                                                               Encoding encoding, ReadOptions const& options);

  [[nodiscard]] TableHead const& head() const override { return head_; }
  [[nodiscard]] Result<std::optional<RowView>> next() override;
  [[nodiscard]] Progress progress() const override;

 private:
  JsonSource(std::unique_ptr<TextWindow> window, ReadLimits const& limits);
  [[nodiscard]] Result<void> learn_columns();
  [[nodiscard]] Result<std::span<JsonField const>> fields_of(std::string_view object);
  [[nodiscard]] Result<std::optional<RowView>> advance();
  [[nodiscard]] std::size_t column_of(std::string_view key);
  [[nodiscard]] Result<RowView> place(std::span<JsonField const> fields);

  std::unique_ptr<TextWindow> window_;
  ReadLimits limits_;
  JsonSplitter splitter_;
  JsonFields fields_;
  TableHead head_;
  std::vector<std::string> keys_;  ///< as in the file; head_ has them tidied and kept apart
  std::map<std::string, std::size_t, std::less<>> column_by_key_;
  std::size_t expected_ = 0;  ///< the column after the last one found: most files keep one order
  std::vector<std::string_view> cells_;
  std::vector<std::uint64_t> filled_in_;  ///< per column, the row that filled it last
  std::vector<std::string> surplus_;
  std::uint64_t rows_ = 0;
  std::optional<Problem> failed_;
};

}  // namespace concordat::intake
