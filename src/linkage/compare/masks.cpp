// SPDX-License-Identifier: Apache-2.0
#include "linkage/compare/masks.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "linkage/text/distance.h"

namespace concordat::linkage {
namespace {

constexpr unsigned outlined = 32;  ///< longer names are always compared in full

/// Letters in common below which two names of these sizes cannot be this similar. Half a thousandth is given away, so
/// that rounding never hides a pair.
std::uint8_t least_common(double similarity, unsigned equal_first, unsigned left, unsigned right) {
  if (left == 0 || right == 0) return 255;
  auto const tenth = 0.1 * equal_first;
  auto const jaro = (similarity - 0.0005 - tenth) / (1 - tenth);
  auto const common = (3 * jaro - 1) * left * right / (left + right);
  return static_cast<std::uint8_t>(std::clamp(std::ceil(common), 0.0, 255.0));
}

unsigned equal_first(std::uint32_t left, std::uint32_t right) {
  auto const differ = left ^ right;
  return differ == 0 ? 4U : static_cast<unsigned>(__builtin_ctz(differ)) / 8;
}

bool part_of_postcode(Part part) { return part == Part::sector || part == Part::district || part == Part::area; }

}  // namespace

bool within_one_edit(std::string_view left, std::string_view right, bool swaps) {
  auto const* a = left.data();
  auto const* b = right.data();
  auto a_left = left.size();
  auto b_left = right.size();
  if (a_left > b_left + 1 || b_left > a_left + 1) return false;
  // what both begin and end with cannot matter
  while (a_left > 0 && b_left > 0 && *a == *b) ++a, ++b, --a_left, --b_left;
  while (a_left > 0 && b_left > 0 && a[a_left - 1] == b[b_left - 1]) --a_left, --b_left;
  if (a_left <= 1 && b_left <= 1) return true;
  return swaps && a_left == 2 && b_left == 2 && a[0] == b[1] && a[1] == b[0];
}

OneEdit one_edit(ShortText const& left, ShortText const& right, bool swaps) {
  auto const size = left.size();
  auto const other = right.size();
  if (size == ShortText::too_long || other == ShortText::too_long) return OneEdit::ask;
  if (size != other) return size + 1 == other || other + 1 == size ? OneEdit::ask : OneEdit::no;
  constexpr std::uint64_t low = 0x7f7f7f7f7f7f7f7fULL;
  auto const differing = [](std::uint64_t a, std::uint64_t b) {  // the upper bit of each byte that differs
    auto const x = a ^ b;
    return (((x & low) + low) | x) & ~low;
  };
  auto const without_one = [](std::uint64_t bits) { return bits & (bits - (bits != 0 ? 1 : 0)); };
  auto const first = differing(left.first, right.first);
  auto const last = differing(left.last, right.last);
  auto const more_first = without_one(first);
  auto const more_last = without_one(last);
  if (more_first == 0 && more_last == 0) return first == 0 || last == 0 ? OneEdit::yes : swaps ? OneEdit::ask : OneEdit::no;
  if (!swaps || (first != 0 && last != 0)) return OneEdit::no;
  return without_one(more_first | more_last) == 0 ? OneEdit::ask : OneEdit::no;
}

MaskMaker::MaskMaker(Values& values, std::vector<Ask> asks) : values_{&values}, asks_{std::move(asks)} {
  sort_asks();
  if (lowest_similarity_ <= 1000) {
    for (unsigned first = 0; first < 5; ++first) {
      for (unsigned left = 0; left <= outlined; ++left) {
        for (unsigned right = 0; right <= outlined; ++right) {
          least_common_[first][left][right] = least_common(lowest_similarity_ / 1000.0, first, left, right);
        }
      }
    }
  }
  extend();
}

void MaskMaker::sort_asks() {
  for (std::size_t i = 0; i < asks_.size(); ++i) sort_ask(i);
  std::ranges::sort(chain_, std::ranges::greater{}, &Cheap::part);  // area, district, sector
  may_be_senseless_ = values_->space() == static_cast<Space>(Kind::date_of_birth);
  if (may_be_senseless_) values_->need_dates();
}

void MaskMaker::sort_ask(std::size_t number) {
  auto const& ask = asks_[number];
  Cheap const made{ask.test, static_cast<Mask>(Mask{2} << number), ask.amount, static_cast<Part>(ask.test == Check::part ? ask.amount : 0)};
  switch (ask.test) {
    case Check::exact:
    case Check::shares:
    case Check::missing:
      break;  // equal ids only: see self_mask; what is missing is never asked
    case Check::part:
      values_->need_part(made.part);
      (part_of_postcode(made.part) ? chain_ : cheap_).push_back(made);
      break;
    case Check::initial:
      values_->need_letters();
      cheap_.push_back(made);
      break;
    case Check::nickname:
      values_->need_nicknames();
      cheap_.push_back(made);
      break;
    case Check::transliterated:
      values_->need_part(Part::latin);
      cheap_.push_back(made);
      break;
    case Check::shares_word:
      values_->need_words();
      cheap_.push_back(made);
      break;
    case Check::days:
    case Check::day_month_swapped:
    case Check::placeholder:
      values_->need_dates();
      cheap_.push_back(made);
      break;
    case Check::jaro_winkler:
      lowest_similarity_ = std::min(lowest_similarity_, ask.amount);
      values_->need_letters();
      near_.push_back(made);
      break;
    case Check::user_jaro_winkler:
      values_->need_letters();
      values_->need_users();
      lowest_similarity_ = 0;  // the outline is of the whole address
      near_.push_back(made);
      break;
    case Check::levenshtein:
    case Check::osa:
    case Check::damerau:
      values_->need_letters();
      if (ask.amount <= 1) {
        values_->need_short_texts();
        cheap_.push_back(made);
      } else {
        most_edits_ = std::max(most_edits_, ask.amount);
        near_.push_back(made);
      }
      break;
  }
}

void MaskMaker::extend() {
  values_->extend();
  if (self_.empty()) self_.reserve(values_->size());  // later, room for one more each time would move all of them each time
  while (self_.size() < values_->size()) self_.push_back(self_mask(static_cast<std::uint32_t>(self_.size())));
}

void MaskMaker::shrink() {
  if (self_.size() > values_->size()) self_.resize(values_->size());
}

Mask MaskMaker::self_mask(std::uint32_t id) const {
  if (id == 0) return 1;
  Mask mask = 0;
  bool const dates = values_->space() == static_cast<Space>(Kind::date_of_birth);
  if (dates && !values_->date(id).known()) return 1;
  for (std::size_t i = 0; i < asks_.size(); ++i) {
    auto const& ask = asks_[i];
    bool held = true;
    if (ask.test == Check::part) held = values_->part(static_cast<Part>(ask.amount), id) != 0;
    if (ask.test == Check::initial) held = values_->initial(id, id);
    if (ask.test == Check::placeholder) held = values_->date(id).month == 1 && values_->date(id).day == 1;
    if (ask.test == Check::shares) held = ask.amount <= 1;
    if (ask.test == Check::user_jaro_winkler) held = !values_->user(id).empty();
    if (held) mask = static_cast<Mask>(mask | (Mask{2} << i));
  }
  return mask;
}

bool MaskMaker::dates_hold(Cheap const& ask, std::uint32_t left, std::uint32_t right) const {
  auto const a = values_->date(left);
  auto const b = values_->date(right);
  if (ask.test == Check::days) return std::abs(a.days - b.days) <= ask.amount;
  if (ask.test == Check::day_month_swapped) return a.year == b.year && a.month == b.day && a.day == b.month;
  return (a.month == 1 && a.day == 1) || (b.month == 1 && b.day == 1);
}

bool MaskMaker::holds(Cheap const& ask, std::uint32_t left, std::uint32_t right) const {
  switch (ask.test) {
    case Check::part: {
      auto const& parts = values_->parts(ask.part);
      return parts[left] == parts[right] && parts[left] != 0;
    }
    case Check::initial:
      return values_->initial(left, right);
    case Check::nickname:
      return values_->same_nickname(left, right);
    case Check::shares_word:
      return values_->share_word(left, right);
    case Check::transliterated:
      return values_->of_two_scripts(left, right);
    case Check::days:
    case Check::day_month_swapped:
    case Check::placeholder:
      return dates_hold(ask, left, right);
    case Check::levenshtein:
    case Check::osa:
    case Check::damerau: {
      auto const& a = values_->outline(left);
      auto const& b = values_->outline(right);
      if (std::max(a.size, b.size) > static_cast<int>(most_common_letters(a, b)) + ask.amount) return false;
      if (ask.amount == 0) return false;
      if (a.plain != 0 && b.plain != 0) return within_one_edit(values_->text(left), values_->text(right), ask.test != Check::levenshtein);
      auto const distance = ask.test == Check::levenshtein ? levenshtein : osa;
      return distance(values_->letters(left), values_->letters(right), 1) <= 1;
    }
    case Check::exact:
    case Check::shares:
    case Check::missing:
    case Check::jaro_winkler:
    case Check::user_jaro_winkler:
      break;
  }
  return false;
}

Mask MaskMaker::cheap(std::uint32_t left, std::uint32_t right) const {
  Mask mask = 0;
  for (auto const& ask : chain_) {  // in another area there is no common sector
    if (!holds(ask, left, right)) break;
    mask |= ask.bit;
  }
  for (auto const& ask : cheap_) {
    if (holds(ask, left, right)) mask |= ask.bit;
  }
  return mask;
}

bool MaskMaker::room_for_near(Outline const& left, Outline const& right) const {
  if (left.size > outlined || right.size > outlined) return true;
  auto const common = most_common_letters(left, right);
  if (lowest_similarity_ <= 1000 && common >= least_common_[equal_first(left.first, right.first)][left.size][right.size]) return true;
  return std::max(left.size, right.size) <= static_cast<int>(common) + most_edits_;
}

Mask MaskMaker::near(std::uint32_t left, std::uint32_t right) const {
  auto const a = values_->letters(left);
  auto const b = values_->letters(right);
  Mask mask = 0;
  double similarity = -1;
  for (auto const& ask : near_) {
    bool held = false;
    auto const bound = static_cast<std::uint32_t>(std::max(ask.amount, 0));
    switch (ask.test) {
      case Check::jaro_winkler:
        if (similarity < 0) similarity = jaro_winkler(a, b);
        held = similarity >= ask.amount / 1000.0;
        break;
      case Check::user_jaro_winkler:
        held = !values_->user(left).empty() && jaro_winkler(values_->user(left), values_->user(right)) >= ask.amount / 1000.0;
        break;
      case Check::levenshtein:
        held = levenshtein(a, b, bound) <= bound;
        break;
      case Check::osa:
        held = osa(a, b, bound) <= bound;
        break;
      default:
        held = damerau(a, b, bound) <= bound;
        break;
    }
    if (held) mask |= ask.bit;
  }
  return mask;
}

Mask MaskMaker::of(std::uint32_t left, std::uint32_t right, NearCache& cache) const {
  if (may_be_senseless_ && ((self_[left] | self_[right]) & 1) != 0) return 1;
  auto const mask = cheap(left, right);
  if (near_.empty() || !room_for_near(values_->outline(left), values_->outline(right))) return mask;
  return static_cast<Mask>(mask | cached_near(left, right, cache));
}

Mask MaskMaker::cached_near(std::uint32_t left, std::uint32_t right, NearCache& cache) const {
  if (left > right) std::swap(left, right);
  auto& entry = cache.at(left, right);
  if (entry.left != left || entry.right != right) entry = {left, right, near(left, right)};
  return entry.mask;
}

}  // namespace concordat::linkage
