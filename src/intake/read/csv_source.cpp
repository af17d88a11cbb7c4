// SPDX-License-Identifier: Apache-2.0
#include "intake/read/csv_source.h"

#include <algorithm>

#include "intake/read/table_head.h"

namespace concordat::intake {

namespace {

/// The first records of the sample. A last one that the sample cuts off is left out; what is broken is left
/// to the reading itself, which knows the row.
SampleRows split_sample(std::string_view sample, bool whole, char delimiter, ReadLimits const& limits) {
  TextWindow window{std::make_unique<MemoryFeed>(sample), limits};
  CsvScanner scanner{window, delimiter, limits};
  SampleRows rows;
  while (rows.size() <= head_sample_rows) {
    auto const record = scanner.next();
    if (!record || !*record) {
      if (record && !whole && !rows.empty()) rows.pop_back();
      break;
    }
    rows.emplace_back((*record)->begin(), (*record)->end());
  }
  if (rows.size() > head_sample_rows) rows.pop_back();
  return rows;
}

struct Candidate {
  char delimiter = ',';
  SampleRows rows = {};
  std::size_t width = 0;
  double score = -1;
};

/// How far a delimiter makes the sample a table: rows of one width, wide, under an early row of distinct
/// names.
Candidate weigh(char delimiter, SampleRows rows) {
  Candidate candidate{delimiter, std::move(rows)};
  candidate.width = usual_width(candidate.rows);
  if (candidate.width < 2) return candidate;
  double full = 0;
  double usual = 0;
  for (auto const& row : candidate.rows) {
    if (is_blank(std::vector<std::string_view>{row.begin(), row.end()})) continue;
    ++full;
    if (row.size() == candidate.width) ++usual;
  }
  auto const header = first_row_of_names(candidate.rows, candidate.width);
  candidate.score = usual / full * (1.0 - 1.0 / static_cast<double>(candidate.width));
  candidate.score -= 0.05 * static_cast<double>(std::min<std::size_t>(header, 8));
  if (header < candidate.rows.size()) candidate.score += 0.3;
  return candidate;
}

Candidate choose_delimiter(std::string_view sample, bool whole, ReadOptions const& options) {
  if (options.delimiter != '\0' || options.format == Format::tsv) {
    char const delimiter = options.delimiter != '\0' ? options.delimiter : '\t';
    return weigh(delimiter, split_sample(sample, whole, delimiter, options.limits));
  }
  Candidate best;
  for (char const delimiter : {',', '\t', ';', '|', '~'}) {
    if (delimiter != ',' && sample.find(delimiter) == std::string_view::npos) continue;
    auto candidate = weigh(delimiter, split_sample(sample, whole, delimiter, options.limits));
    if (delimiter == ',' || candidate.score > best.score) best = std::move(candidate);
  }
  return best;
}

struct CsvHead {
  char delimiter = ',';
  FoundHead found = {};  ///< without columns: the sample does not hold one whole record
};

Result<CsvHead> find_csv_head(std::string_view sample, bool whole, ReadOptions const& options) {
  auto const table = choose_delimiter(sample, whole, options);
  auto found = find_head(table.rows, table.width, options);
  if (!found) return fail(found);
  return CsvHead{table.delimiter, std::move(*found)};
}

}  // namespace

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
    if (!found->found.columns.empty() || window->ended() || size > options.limits.record_bytes) break;
  }
  if (found->found.columns.size() > options.limits.columns) found->found.columns.resize(options.limits.columns);
  TableHead head{.columns = std::move(found->found.columns),
                 .header_row = found->found.header_rows > 0 ? found->found.preamble_rows + 1 : 0,
                 .header_rows = found->found.header_rows,
                 .format = found->delimiter == '\t' ? Format::tsv : Format::csv,
                 .encoding = encoding,
                 .delimiter = found->delimiter};
  std::unique_ptr<CsvSource> source{new CsvSource{std::move(window), std::move(head), options.limits}};
  if (auto const skipped = source->skip_to_data(found->found.preamble_rows); !skipped) return fail(skipped);
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
  if (!row) failed_ = row.error();
  if (row && *row) ++rows_;
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
      tail_.hold(scanner_.row(), cells, scanner_.remarks());
      continue;
    }
    bool const blank =
        (cells.empty() || cells.front().empty() || cells.front().front() <= ' ') && is_blank(cells);
    auto const kind = blank ? RowKind::blank : RowKind::data;
    tail_.passed(kind);
    return row_of(scanner_.row(), cells, kind, head_.columns.size(), scanner_.remarks());
  }
}

Progress CsvSource::progress() const {
  auto progress = window_->progress();
  progress.rows = rows_;
  return progress;
}

}  // namespace concordat::intake
