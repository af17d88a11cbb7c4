// SPDX-License-Identifier: Apache-2.0
// Delimited text as a RowSource: window -> scanner -> head -> kinds of rows.
#pragma once

#include <memory>

#include "base/result.h"
#include "intake/read/csv_scanner.h"
#include "intake/read/row_kinds.h"
#include "intake/read/row_source.h"
#include "intake/read/text_window.h"

namespace concordat::intake {

class CsvSource final : public RowSource {
 public:
  /// REQUIRES: `window` holds the sample already; `encoding` is what its feed decodes.
  [[nodiscard]] static Result<std::unique_ptr<RowSource>> open(std::unique_ptr<TextWindow> window,
                                                               Encoding encoding, ReadOptions const& options);

  [[nodiscard]] TableHead const& head() const override { return head_; }
  [[nodiscard]] Result<std::optional<RowView>> next() override;
  [[nodiscard]] Progress progress() const override;

 private:
  CsvSource(std::unique_ptr<TextWindow> window, TableHead head, ReadLimits const& limits);
  [[nodiscard]] Result<void> skip_to_data(std::uint64_t preamble_rows);
  [[nodiscard]] Result<std::optional<RowView>> advance();

  std::unique_ptr<TextWindow> window_;
  TableHead head_;
  CsvScanner scanner_;
  TailWatch tail_;
  std::uint64_t rows_ = 0;
  bool ended_ = false;
  std::optional<Problem> failed_;
};

}  // namespace concordat::intake
