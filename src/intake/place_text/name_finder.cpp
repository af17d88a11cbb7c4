// SPDX-License-Identifier: Apache-2.0
#include "intake/place_text/name_finder.h"

#include <algorithm>

namespace concordat::intake::place_text {
namespace {

constexpr std::size_t most_slips = 2;           // in one name, each in a word of its own
constexpr std::size_t most_near_readings = 32;  // words looked up by near spelling in one text
constexpr std::size_t most_paths = 4096;        // steps through the trie for one text

/// One walk over the text with the readings that it was given.
class Walk {
 public:
  Walk(GazetteerIndex const& index, Workspace& room) : index_{&index}, room_{&room} {}

  void run() {
    for (std::size_t i = 0; i < room_->words.count; ++i) {
      start_ = i;
      explore({root, i, 0, true});
    }
  }

 private:
  struct State {
    NodeId node = root;
    std::size_t at = 0;
    std::uint8_t slips = 0;
    bool by_ear = true;
  };

  void step(State const& from, WordId word, std::size_t taken, NearWord const* near = nullptr) {
    if (word == nothing || ++paths_ > most_paths) return;
    auto const node = index_->names.step(from.node, word);
    if (node == nothing) return;
    auto next = State{node, from.at + taken, from.slips, from.by_ear};
    if (near != nullptr) {
      ++next.slips;
      next.by_ear = next.by_ear && near->by_ear;
    }
    if (taken != 0) note(next);
    explore(next);
  }

  void explore(State const& state) {
    auto const& words = room_->words;
    if (state.at >= words.count || (state.at != start_ && words.words[state.at].opens)) return;
    auto const& reading = room_->readings[state.at];
    step(state, reading.word, 1);
    if (state.slips >= most_slips) return;
    for (std::size_t i = 0; i < reading.near_count; ++i)
      step(state, reading.near[i].word, 1, &reading.near[i]);
    if (reading.left != nothing || reading.right != nothing) step_twice(state, reading);
  }

  /// Two words run together; of "thekings" the left one is the article, which no name holds.
  void step_twice(State const& state, WordReading const& reading) {
    NearWord const slip{nothing, true};
    auto middle = state;
    if (reading.left != nothing) {
      middle.node = index_->names.step(state.node, reading.left);
      if (middle.node == nothing) return;
    }
    step(middle, reading.right, 1, &slip);
  }

  void note(State const& state) {
    if (index_->names.entries_of(state.node).empty() || !may_stand(state)) return;
    if (room_->hit_count == most_hits) return;
    room_->hits[room_->hit_count++] = {static_cast<std::uint16_t>(start_),
                                       static_cast<std::uint16_t>(state.at), state.node, state.slips,
                                       state.by_ear};
  }

  /// Whether the run of words is the name and no part of a longer one that nobody knows.
  [[nodiscard]] bool may_stand(State const& state) const {
    auto const& words = room_->words;
    auto const last = state.at - 1;
    if (words.joined(last) && (room_->uses[last + 1] & street_type) != 0 && !is_nearness(last + 1))
      return false;
    if (state.at - start_ > 1) return true;
    auto const word = words[start_];
    auto const alone = words.words[start_].opens && !words.joined(start_);
    if (state.slips != 0)
      return word.size() > least_letters && (state.by_ear || word.size() > least_letters + 2);
    if (room_->uses[start_] == no_use) return alone || word.size() >= 3;
    // "The Crescent", "The Green": a common word is a name only with its article
    return words.words[start_].after_the && (room_->uses[start_] & (street_type | venue_type | common)) != 0;
  }

  /// "close to", "way off", "street corner": no part of a name.
  [[nodiscard]] bool is_nearness(std::size_t i) const {
    auto const& words = room_->words;
    if (words[i] != "close" || !words.joined(i)) return false;
    return words[i + 1] == "to" || words[i + 1] == "by";
  }

  GazetteerIndex const* index_;
  Workspace* room_;
  std::size_t start_ = 0;
  std::size_t paths_ = 0;
};

/// Two words of the gazetteer run together, where there is one way only to part them.
void part(GazetteerIndex const& index, std::string_view word, WordReading& reading) {
  if (word.size() < least_letters || word.size() > 24) return;
  if (word.starts_with("the")) {
    reading.right = index.words.find(word.substr(3));
    if (reading.right != nothing) return;
  }
  for (std::size_t at = 2; at + 2 <= word.size(); ++at) {
    auto const left = index.words.find(word.substr(0, at));
    if (left == nothing) continue;
    auto const right = index.words.find(word.substr(at));
    if (right == nothing) continue;
    if (reading.left != nothing) {
      reading.left = reading.right = nothing;
      return;
    }
    reading.left = left;
    reading.right = right;
  }
}

/// `every`: look for slips in words that are known too.
void read_words(GazetteerIndex const& index, Workspace& room, bool every) {
  std::size_t looked_near = 0;
  for (std::size_t i = 0; i < room.words.count; ++i) {
    auto& reading = room.readings[i];
    auto const word = room.words[i];
    if (!every) reading = {index.words.find(word), 0, {}, nothing, nothing};
    auto const ordinary = (room.uses[i] & ~(street_type | venue_type)) != 0;
    if ((reading.word != nothing && !every) || ordinary || word.size() + 1 < least_letters) continue;
    if (++looked_near > most_near_readings) continue;
    reading.near_count = static_cast<std::uint8_t>(index.words.find_near(word, reading.near));
    if (reading.word == nothing && reading.near_count == 0) part(index, word, reading);
  }
}

/// Whether `hit` gives way to `other`: they share words, and the other says more.
bool gives_way(Hit const& hit, Hit const& other) {
  if (hit.last <= other.first || other.last <= hit.first) return false;
  auto const strength = [](Hit const& one) { return one.last - one.first - one.slips; };
  auto const length = [](Hit const& one) { return one.last - one.first; };
  if (strength(hit) != strength(other)) return strength(hit) < strength(other);
  return length(hit) < length(other);
}

void drop_weaker(Workspace& room) {
  std::array<bool, most_hits> weaker{};
  for (std::size_t i = 0; i < room.hit_count; ++i) {
    for (std::size_t j = 0; j < room.hit_count; ++j) {
      if (gives_way(room.hits[i], room.hits[j])) weaker[i] = true;
    }
  }
  std::size_t kept = 0;
  for (std::size_t i = 0; i < room.hit_count; ++i) {
    if (!weaker[i]) room.hits[kept++] = room.hits[i];
  }
  room.hit_count = kept;
}

/// "upper mill street" is not Mill Street, nor is "st johns road" Johns Road.
void drop_other_streets(GazetteerIndex const& index, Workspace& room) {
  auto const is_other = [&](Hit const& hit) {
    if (hit.first == 0 || room.words.words[hit.first].opens) return false;
    auto const before = room.words[hit.first - std::size_t{1}];
    auto const covered =
        std::any_of(room.hits.begin(), room.hits.begin() + static_cast<std::ptrdiff_t>(room.hit_count),
                    [&](Hit const& other) { return other.last == hit.first; });
    auto const saint = written_out(before) == "street" && before.size() != 6 &&
                       (hit.first == 1 || room.words.words[hit.first - std::size_t{1}].opens ||
                        (room.uses[hit.first - std::size_t{2}] & position) != 0);
    if (covered || ((room.uses[hit.first - std::size_t{1}] & bearing) == 0 && !saint)) return false;
    auto const entries = index.names.entries_of(hit.name);
    return std::all_of(entries.begin(), entries.end(), [&](EntryReference const& reference) {
      return index.entries[reference.entry].sort == EntryClass::street;
    });
  };
  std::size_t kept = 0;
  for (std::size_t i = 0; i < room.hit_count; ++i) {
    auto const hit = room.hits[i];
    if (!is_other(hit)) room.hits[kept++] = hit;
  }
  room.hit_count = kept;
}

/// Whether anything but localities was found.
bool found_a_place(GazetteerIndex const& index, Workspace const& room) {
  for (std::size_t i = 0; i < room.hit_count; ++i) {
    for (auto const& reference : index.names.entries_of(room.hits[i].name)) {
      if (index.entries[reference.entry].sort != EntryClass::area) return true;
    }
  }
  return false;
}

void walk(GazetteerIndex const& index, Workspace& room) {
  room.hit_count = 0;
  Walk{index, room}.run();
  drop_weaker(room);
  drop_other_streets(index, room);
}

}  // namespace

void Workspace::wipe() noexcept {
  words.wipe();
  hit_count = 0;
}

void find_names(GazetteerIndex const& index, Workspace& room) {
  read_words(index, room, false);
  walk(index, room);
  if (found_a_place(index, room)) return;
  read_words(index, room, true);
  walk(index, room);
}

}  // namespace concordat::intake::place_text
