// SPDX-License-Identifier: Apache-2.0
#include "intake/read/csv_scanner.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace concordat::intake {
namespace {

struct Block {
  std::uint64_t separators;
  std::uint64_t quotes;
  std::uint64_t nuls;
};

Block mark_block(char const* text, char delimiter) {
  Block block = {};
  for (unsigned i = 0; i < 64; ++i) {
    char const c = text[i];
    std::uint64_t const bit = std::uint64_t{1} << i;
    if (c == delimiter || c == '\n' || c == '\r') block.separators |= bit;
    if (c == '"') block.quotes |= bit;
    if (c == '\0') block.nuls |= bit;
  }
  return block;
}

void prepare(CsvMasks& masks, std::size_t size) {
  auto const words = size / 64 + 2;
  if (masks.separators.size() < words) {
    masks.separators.resize(words);
    masks.quotes.resize(words);
  }
  masks.has_nul = false;
}

/// What lies behind the text does not count.
void finish(CsvMasks& masks, std::size_t size, std::uint64_t nuls_at_end) {
  auto const last = size / 64;
  std::uint64_t const inside = (std::uint64_t{1} << (size % 64)) - 1;
  masks.separators[last] &= inside;
  masks.quotes[last] &= inside;
  masks.has_nul = masks.has_nul || (nuls_at_end & inside) != 0;
  masks.separators[last + 1] = 0;
  masks.quotes[last + 1] = 0;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) void mark_avx2(std::string_view text, char delimiter, CsvMasks& masks) {
  auto const* const from = text.data();
  auto const blocks = text.size() / 64 + 1;
  auto const delimiters = _mm256_set1_epi8(delimiter);
  auto const line_feeds = _mm256_set1_epi8('\n');
  auto const returns = _mm256_set1_epi8('\r');
  auto const quotes = _mm256_set1_epi8('"');
  auto const zero = _mm256_setzero_si256();
  std::uint64_t any_nul = 0;
  std::uint64_t last_nul = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    std::uint64_t found[3] = {};
    for (unsigned half = 0; half < 2; ++half) {
      auto const bytes = _mm256_loadu_si256(reinterpret_cast<__m256i const*>(from + i * 64 + half * 32));
      auto const separators = _mm256_or_si256(
          _mm256_cmpeq_epi8(bytes, delimiters),
          _mm256_or_si256(_mm256_cmpeq_epi8(bytes, line_feeds), _mm256_cmpeq_epi8(bytes, returns)));
      auto const bits = [half](__m256i compared) __attribute__((target("avx2"))) {
        return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(compared))} << (half * 32);
      };
      found[0] |= bits(separators);
      found[1] |= bits(_mm256_cmpeq_epi8(bytes, quotes));
      found[2] |= bits(_mm256_cmpeq_epi8(bytes, zero));
    }
    masks.separators[i] = found[0];
    masks.quotes[i] = found[1];
    if (i + 1 < blocks) any_nul |= found[2];
    last_nul = found[2];
  }
  masks.has_nul = any_nul != 0;
  finish(masks, text.size(), last_nul);
}
#endif

}  // namespace

void mark_csv_portably(std::string_view text, char delimiter, CsvMasks& masks) {
  prepare(masks, text.size());
  auto const blocks = text.size() / 64 + 1;
  std::uint64_t last_nul = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    auto const block = mark_block(text.data() + i * 64, delimiter);
    masks.separators[i] = block.separators;
    masks.quotes[i] = block.quotes;
    if (i + 1 < blocks) masks.has_nul = masks.has_nul || block.nuls != 0;
    last_nul = block.nuls;
  }
  finish(masks, text.size(), last_nul);
}

void mark_csv(std::string_view text, char delimiter, CsvMasks& masks) {
#if defined(__x86_64__)
  static bool const has_avx2 = __builtin_cpu_supports("avx2") != 0;
  if (has_avx2) {
    prepare(masks, text.size());
    mark_avx2(text, delimiter, masks);
    return;
  }
#endif
  mark_csv_portably(text, delimiter, masks);
}

CsvScanner::CsvScanner(TextWindow& window, char delimiter, ReadLimits const& limits)
    : window_{window}, delimiter_{delimiter}, limits_{limits}, cells_(std::size_t{limits.columns} + 1) {
  mark();
}

void CsvScanner::mark() {
  text_ = window_.data();
  size_ = window_.unread().size();
  final_ = window_.ended();
  start_ = 0;
  next_ = 0;
  mark_csv(window_.unread(), delimiter_, masks_);
}

Result<std::optional<std::span<std::string_view const>>> CsvScanner::next() {
  start_ = next_;
  count_ = 0;
  for (;;) {
    if (start_ < size_ || final_) {
      if (start_ == size_) return std::nullopt;
      auto const outcome = scan();
      if (outcome == Outcome::broken) {
        return fail(fault_, {.row = row_ + 1, .column = static_cast<std::uint32_t>(count_ + 1)});
      }
      if (outcome == Outcome::complete) break;
    }
    window_.consume(start_);
    auto const added = window_.more();
    if (!added) {
      auto problem = added.error();
      problem.where.row = row_ + 1;
      problem.where.column = static_cast<std::uint32_t>(count_ + 1);
      return tl::unexpected<Problem>{std::move(problem)};
    }
    mark();
  }
  ++row_;
  if (!quoted_.empty()) take_quotes_out();
  remarks_.clear();
  if (masks_.has_nul) take_nuls_out();
  return std::span<std::string_view const>{cells_.data(), count_};
}

/// The first marked place from `at` on; size_ where there is none.
inline std::size_t CsvScanner::find(std::vector<std::uint64_t> const& mask, std::size_t at) const {
  auto const* word = mask.data() + at / 64;
  auto const* const end = mask.data() + size_ / 64;
  auto bits = *word & (~std::uint64_t{0} << (at % 64));
  while (bits == 0) {
    if (word >= end) return size_;
    bits = *++word;
  }
  return static_cast<std::size_t>(word - mask.data()) * 64 + static_cast<std::size_t>(std::countr_zero(bits));
}

CsvScanner::Outcome CsvScanner::broken(ReadFault fault) {
  fault_ = fault;
  return Outcome::broken;
}

CsvScanner::Outcome CsvScanner::want_more(std::size_t cell_start) {
  if (size_ - cell_start > limits_.field_bytes) return broken(ReadFault::field_too_long);
  if (size_ - start_ > limits_.record_bytes) return broken(ReadFault::row_too_long);
  return Outcome::more;
}

/// The hot loop: separators are taken bit by bit from a register, and what the loop changes are its own
/// variables.
CsvScanner::Outcome CsvScanner::scan() {
  quoted_.clear();
  char const* const text = text_;  // a zero follows text_[size_ - 1]
  auto const* const words = masks_.separators.data();
  auto const longest = limits_.field_bytes;
  auto const last = size_ / 64;
  auto const most = std::size_t{limits_.columns};
  auto at = start_;
  auto word = at / 64;
  auto bits = words[word] & (~std::uint64_t{0} << (at % 64));
  for (std::size_t count = 0;; at += 1) {
    if (count == most || text[at] == '"') {
      count_ = count;
      if (count == most) return broken(ReadFault::too_many_columns);
      std::size_t end = 0;
      auto const outcome = scan_quoted(at, end);
      if (outcome != Outcome::complete) return outcome;
      at = end;
      word = at / 64;
      bits = words[word] & (~std::uint64_t{0} << (at % 64));
    } else {
      auto const from = at;
      while (bits == 0 && word < last) bits = words[++word];
      at = bits == 0 ? size_ : word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      cells_[count] = {text + from, at - from};
      if (at - from > longest || (at == size_ && !final_)) {
        count_ = count;
        return at - from > longest ? broken(ReadFault::field_too_long) : want_more(from);
      }
    }
    ++count;
    bits &= bits - 1;
    if (text[at] == delimiter_ && at < size_) continue;
    count_ = count;
    return end_record(at);
  }
}

/// Steps over the line end at `at`, which may also be the end of the file.
CsvScanner::Outcome CsvScanner::end_record(std::size_t at) {
  next_ = std::min(at + 1, size_);
  if (at == size_ || text_[at] != '\r') return Outcome::complete;
  if (next_ == size_ && !final_) return Outcome::more;
  if (next_ < size_ && text_[next_] == '\n') ++next_;
  return Outcome::complete;
}

/// A cell that starts with a quote at `at`; sets `end` to the separator behind it.
CsvScanner::Outcome CsvScanner::scan_quoted(std::size_t at, std::size_t& end) {
  bool doubled = false;
  auto close = at + 1;
  for (;; close += 2) {
    close = find(masks_.quotes, close);
    if (close >= size_) {
      if (!final_) return want_more(at);
      return broken(ReadFault::unclosed_quote);
    }
    if (close + 1 == size_ && !final_) return Outcome::more;
    if (close + 1 >= size_ || text_[close + 1] != '"') break;
    doubled = true;
  }
  end = find(masks_.separators, close + 1);
  if (end == size_ && !final_) return want_more(at);
  if (end - at > limits_.field_bytes) return broken(ReadFault::field_too_long);
  if (doubled || end != close + 1) quoted_.push_back({count_, at + 1, close, end});
  cells_[count_] = {text_ + at + 1, close - at - 1};
  return Outcome::complete;
}

/// U+001A SUBSTITUTE says "here was something that cannot be shown", and is one byte like what it stands for.
void CsvScanner::take_nuls_out() {
  for (std::size_t i = 0; i < count_; ++i) {
    if (cells_[i].find('\0') == std::string_view::npos) continue;
    auto* const cell = text_ + (cells_[i].data() - text_);
    std::replace(cell, cell + cells_[i].size(), '\0', '\x1a');
    remarks_.push_back({static_cast<std::uint32_t>(i), Remark::nul});
  }
}

/// Done only when the record is complete: a record that is scanned again must find its quotes where they
/// were.
void CsvScanner::take_quotes_out() {
  for (auto const& cell : quoted_) {
    char* const to = text_ + cell.open;
    char* out = to;
    auto from = cell.open;
    while (from < cell.close) {
      auto const* quote = static_cast<char const*>(std::memchr(text_ + from, '"', cell.close - from));
      auto const stop = quote == nullptr ? cell.close : static_cast<std::size_t>(quote - text_) + 1;
      std::memmove(out, text_ + from, stop - from);
      out += stop - from;
      from = quote == nullptr ? stop : stop + 1;
    }
    auto const behind = cell.end - cell.close - 1;
    std::memmove(out, text_ + cell.close + 1, behind);
    out += behind;
    cells_[cell.cell] = {to, static_cast<std::size_t>(out - to)};
  }
}

}  // namespace concordat::intake
