// SPDX-License-Identifier: Apache-2.0
#include "intake/read/csv_source.h"

#include "intake/read/csv_head.h"

namespace concordat::intake {

CsvSource::CsvSource(std::unique_ptr<TextWindow> window, TableHead head, ReadLimits const& limits)
    : window_{std::move(window)},
      head_{std::move(head)},
      scanner_{*window_, head_.delimiter, limits},
      tail_{head_.columns.size()} {}

Result<std::unique_ptr<RowSource>> CsvSource::open(std::unique_ptr<TextWindow> window, Encoding encoding,
                                                   ReadOptions const& options) {
  Result<CsvHead> found = CsvHead{};
  for (auto size = options.limits.sample_bytes;; size *= 4) {
    if (auto const reached = window->reach(size); !reached) return fail(reached);
    found = find_csv_head(window->unread(), window->ended(), options);
    if (!found) return fail(found);
    if (!found->columns.empty() || window->ended() || size > options.limits.record_bytes) break;
  }
  if (found->columns.size() > options.limits.columns) found->columns.resize(options.limits.columns);
  TableHead head{.columns = std::move(found->columns),
                 .header_row = found->header_rows > 0 ? found->preamble_rows + 1 : 0,
                 .header_rows = found->header_rows,
                 .format = found->delimiter == '\t' ? Format::tsv : Format::csv,
                 .encoding = encoding,
                 .delimiter = found->delimiter};
  std::unique_ptr<CsvSource> source{new CsvSource{std::move(window), std::move(head), options.limits}};
  if (auto const skipped = source->skip_to_data(found->preamble_rows); !skipped) return fail(skipped);
  return source;
}

Result<void> CsvSource::skip_to_data(std::uint64_t preamble_rows) {
  for (std::uint64_t i = 0; i < preamble_rows + head_.header_rows; ++i) {
    auto const record = scanner_.next();
    if (!record) return fail(record);
    if (!*record) return fail(ReadFault::empty);
    if (i >= preamble_rows) continue;
    tail_.queue(scanner_.row(), **record, is_blank(**record) ? RowKind::blank : RowKind::preamble);
  }
  return {};
}

Result<std::optional<RowView>> CsvSource::next() {
  if (failed_) return tl::unexpected<Problem>{*failed_};
  auto row = advance();
  if (!row) {
    failed_ = row.error();
  } else if (*row) {
    ++rows_;
    any_data_ = any_data_ || (*row)->kind == RowKind::data;
  } else if (!any_data_) {
    failed_ = problem_of(ReadFault::headers_only, {.row = head_.header_row});
    return tl::unexpected<Problem>{*failed_};
  }
  return row;
}

Result<std::optional<RowView>> CsvSource::advance() {
  for (;;) {
    if (tail_.ready()) return tail_.take();
    if (ended_) return std::nullopt;
    auto const record = scanner_.next();
    if (!record) return fail(record);
    if (!*record) {
      ended_ = true;
      tail_.end();
      continue;
    }
    Cells const cells = **record;
    if (!tail_.passes(cells)) {
      tail_.hold(scanner_.row(), cells);
      continue;
    }
    bool const blank =
        (cells.empty() || cells.front().empty() || cells.front().front() <= ' ') && is_blank(cells);
    auto const kind = blank ? RowKind::blank : RowKind::data;
    tail_.passed(kind);
    return row_of(scanner_.row(), cells, kind, head_.columns.size());
  }
}

Progress CsvSource::progress() const {
  auto progress = window_->progress();
  progress.rows = rows_;
  return progress;
}

}  // namespace concordat::intake
