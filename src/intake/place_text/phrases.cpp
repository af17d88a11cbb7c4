// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/phrases.h"

#include <algorithm>
#include <initializer_list>

#include "intake/place_text/near_word.h"

namespace concordat::intake::place_text {
namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_home(std::string_view word) {
  return word == "home" || word == "homes" || word == "indoors";
}

/// The words of a text and what they are for, looked at from one place.
class Reading {
 public:
  Reading(Words const& words, std::span<std::uint16_t const> uses) : words_{&words}, uses_{uses} {}

  [[nodiscard]] std::size_t size() const { return words_->count; }
  [[nodiscard]] std::string_view at(std::size_t i) const {
    return i < size() ? (*words_)[i] : std::string_view{};
  }
  [[nodiscard]] bool is(std::size_t i, std::uint16_t use) const {
    return i < size() && (uses_[i] & use) != 0;
  }
  /// The word `back` places before `i` in the same phrase; empty where the phrase begins later.
  [[nodiscard]] std::string_view before(std::size_t i, std::size_t back) const {
    for (std::size_t step = 0; step < back; ++step) {
      if (i < step + 1 || (*words_).words[i - step].opens) return {};
    }
    return at(i - back);
  }
  [[nodiscard]] std::string_view after(std::size_t i) const {
    return words_->joined(i) ? at(i + 1) : std::string_view{};
  }

  [[nodiscard]] bool is_owner(std::size_t i) const {
    if (is(i, owner)) return true;
    auto const word = at(i);
    if (word.size() < 6) return false;
    return std::any_of(std::begin(often_mistyped), std::end(often_mistyped),
                       [word](std::string_view meant) { return compare(word, meant) != Slip::other; });
  }

  /// "pts own new home": an owner before, with nothing between but what belongs to a home.
  [[nodiscard]] bool is_owned(std::size_t i) const {
    for (std::size_t back = 1; back <= 4 && !before(i, back).empty(); ++back) {
      if (is_owner(i - back)) return true;
      if (!is(i - back, dwelling) && !one_of(at(i - back), {"s", "new", "old", "best", "front", "back",
                                                            "parked", "of", "other", "shared"})) {
        return false;
      }
    }
    return false;
  }

  /// "walking back home", "on the way home".
  [[nodiscard]] bool is_bound_for(std::size_t i) const {
    for (std::size_t back = 1; back <= 2 && !before(i, back).empty(); ++back) {
      if (is(i - back, going)) return true;
      if (one_of(at(i - back), {"at", "in", "inside", "outside", "os"})) return false;
    }
    return before(i, 1) == "to" && !before(i, 2).empty() &&
           !one_of(before(i, 2), {"next", "close", "adjacent"});
  }

  /// "care home", "home bargains", "home game": a home that is nobody's own.
  [[nodiscard]] bool is_other_home(std::size_t i) const {
    if (one_of(before(i, 1), {"care", "nursing", "childrens", "residential", "retirement", "funeral", "rest",
                              "mobile", "remand", "elderly", "stately"})) {
      return true;
    }
    auto const next = after(i);
    if (next == "address") return false;
    return one_of(next, {"bargains", "base", "farm", "office", "zone", "game", "match", "time", "from", "end",
                         "stand", "store", "sense", "park", "team", "after", "guard"}) ||
           (words_->joined(i) && is(i + 1, street_type));
  }

 private:
  static constexpr std::string_view often_mistyped[] = {"patient",    "patients",    "friends",
                                                        "boyfriends", "girlfriends", "partners",
                                                        "neighbours", "mothers",     "relatives"};
  Words const* words_;
  std::span<std::uint16_t const> uses_;
};

/// "at friends", "round his mums", "at his": somebody's, with no more said.
bool ends_at_somebody(Reading const& reading, std::size_t i, Words const& words) {
  if (words.joined(i) || !reading.is(i, owner) || words[i].back() != 's') return false;
  auto const back =
      !reading.before(i, 1).empty() && reading.is(i - 1, owner) ? std::size_t{2} : std::size_t{1};
  return one_of(reading.before(i, back), {"at", "in", "round", "inside"});
}

/// Nothing but a dwelling and how one stands to it: "in flat", "address", "outside house".
bool only_a_dwelling(Words const& words, std::span<std::uint16_t const> uses) {
  auto any = false;
  for (std::size_t i = 0; i < words.count; ++i) {
    if (one_of(words[i], {"public", "street", "road", "hostel", "lodgings", "yard", "place", "property",
                          "room", "drive", "driveway", "door", "doorway", "stairwell"})) {
      return false;
    }
    if ((uses[i] & dwelling) != 0) {
      any = true;
    } else if ((uses[i] & (position | owner)) == 0) {
      return false;
    }
  }
  return any;
}

}  // namespace

bool tells_nothing(Words const& words, std::span<std::uint16_t const> uses) {
  auto told = words.count == 0;
  for (std::size_t i = 0; i < words.count; ++i) {
    if ((uses[i] & nothing_told) != 0) {
      told = true;
    } else if ((uses[i] & beside_nothing) == 0) {
      return false;
    }
  }
  return told;
}

bool tells_home(Words const& words, std::span<std::uint16_t const> uses, std::span<bool const> named) {
  Reading const reading{words, uses};
  for (std::size_t i = 0; i < words.count; ++i) {
    if (ends_at_somebody(reading, i, words)) return true;
    if (!reading.is(i, dwelling) && !is_home(words[i])) continue;
    if (words[i] == "house" && reading.after(i) == "party") return true;
    if (is_home(words[i])) {
      if (reading.is_other_home(i) || reading.is_bound_for(i)) continue;
      if (!named[i] || reading.is_owned(i)) return true;
    } else if (reading.is_owned(i)) {
      return true;
    }
  }
  return only_a_dwelling(words, uses);
}

bool is_destination(Words const& words, std::size_t i) {
  for (std::size_t back = 1; back <= 2 && back <= i; ++back) {
    if (words.words[i - back + 1].opens) return false;
    auto const word = words[i - back];
    if (one_of(word, {"next", "close", "adjacent", "opposite", "opp"})) return false;
    if (one_of(word, {"attended", "attending", "via", "taken", "conveyed", "brought", "presented", "came"}))
      return true;
    if (word == "to" && (back < i ? !one_of(words[i - back - 1], {"next", "close", "adjacent"}) : true))
      return true;
  }
  return false;
}

bool tells_hospital(Words const& words, std::span<std::uint16_t const> uses) {
  Reading const reading{words, uses};
  for (std::size_t i = 0; i < words.count; ++i) {
    auto const word = words[i];
    auto const after = reading.after(i);
    auto const room = one_of(after, {"waiting", "dept", "department", "room", "reception", "unit"});
    auto const said = one_of(word, {"hospital", "hosp", "ae", "casualty", "ward"}) ||
                      (one_of(word, {"emergency", "waiting"}) && room) ||
                      (word == "a" && one_of(after, {"e"})) || (word == "ed" && (room || words.count <= 2));
    if (!said || is_destination(words, i)) continue;
    // "Elsewhere hospital" is another hospital
    auto const known = reading.before(i, 1).empty() || (reading.is(i - 1, position | owner) && i > 0) ||
                       one_of(reading.before(i, 1), {"general", "local", "our", "emergency", "a"});
    if (known) return true;
  }
  return false;
}

}  // namespace concordat::intake::place_text
