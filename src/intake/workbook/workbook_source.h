// SPDX-License-Identifier: Apache-2.0
// A workbook as a RowSource: archive -> sheets -> the one that holds the table -> head -> kinds of rows.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "intake/read/row_kinds.h"
#include "intake/read/row_source.h"
#include "intake/read/table_head.h"
#include "intake/workbook/archive.h"
#include "intake/workbook/sheet_rows.h"

namespace concordat::intake {

class WorkbookSource final : public RowSource {
 public:
  /// Takes over `file`, which must be seekable. What is in the file decides what it is, never its name. Problems
  /// "workbook...." and, of what is no workbook, "file.is-...".
  [[nodiscard]] static Result<std::unique_ptr<RowSource>> open(FileDescriptor file, ReadOptions const& options,
                                                               ArchiveLimits const& archive_limits = {});

  [[nodiscard]] TableHead const& head() const override { return head_; }
  [[nodiscard]] Result<std::optional<RowView>> next() override;
  [[nodiscard]] Progress progress() const override;

 private:
  /// A cell that is merged over rows below says the same in each of them.
  struct Span {
    std::uint64_t last_row = 0;
    std::string text = {};
  };

  WorkbookSource(std::unique_ptr<Archive> archive, std::unique_ptr<Workbook> book, ReadLimits const& limits)
      : archive_{std::move(archive)}, book_{std::move(book)}, limits_{limits} {}
  [[nodiscard]] Result<std::size_t> choose(ReadOptions const& options);
  [[nodiscard]] Result<void> begin(std::size_t sheet, ReadOptions const& options);
  [[nodiscard]] Result<void> read_ahead();
  [[nodiscard]] Result<SheetRow const*> next_row();
  [[nodiscard]] Result<std::optional<RowView>> advance();
  [[nodiscard]] Result<void> spread(SheetRow const& row);
  void follow_merged(SheetRow const& row);
  [[nodiscard]] RowView widened(RowView row);
  void queue_preamble(std::uint64_t rows);

  std::unique_ptr<Archive> archive_;
  std::unique_ptr<Workbook> book_;
  ReadLimits limits_;
  TableHead head_;
  std::unique_ptr<SheetRows> rows_;
  std::deque<SheetRow> ahead_;  ///< read for the head and not yet handed out
  SheetRow given_;              ///< of ahead_
  SheetRow const* waiting_ = nullptr;  ///< behind the gap that went out just now
  std::uint64_t last_number_ = 0;
  std::vector<std::string_view> cells_;
  std::vector<CellRemark> remarks_;
  std::vector<Span> spans_;
  std::optional<TailWatch> tail_;
  std::uint64_t count_ = 0;
  bool ended_ = false;
  std::optional<Problem> failed_;
};

}  // namespace concordat::intake
