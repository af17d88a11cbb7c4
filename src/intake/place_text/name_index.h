// SPDX-License-Identifier: Apache-2.0
// The gazetteer as it is searched: words by spelling, words by near spelling, names as paths through a trie
// of words, entries by name. Flat arrays of numbers throughout; made once by IndexBuilder, then only read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/place_text/gazetteer.h"
#include "intake/place_text/near_word.h"

namespace concordat::intake::place_text {

using WordId = std::uint32_t;
using NodeId = std::uint32_t;
constexpr std::uint32_t nothing = 0xFFFFFFFFU;
constexpr NodeId root = 0;
constexpr std::size_t most_name_words = 6;  ///< of a name; more are cut off

enum class EntryClass : std::uint8_t { street, venue, hospital, area };

struct Entry {
  double x = 0;
  double y = 0;
  float radius = 0;  ///< never 0
  EntryClass sort = EntryClass::venue;
  bool measured = false;  ///< the radius came with the entry
  std::uint32_t area = 0;          ///< of a locality with boundaries
  std::uint32_t within_first = 0;  ///< into GazetteerIndex::within
  std::uint32_t within_count = 0;
};

/// What a name stands for.
enum class Likeness : std::uint8_t {
  whole,      ///< the name as it is
  customary,  ///< "Red Lion" for "The Red Lion Inn"; as good, but not the whole name
  part        ///< "Elder House" for "Elder House Care Home": gives way to what is so named
};
struct EntryReference {
  std::uint32_t entry = 0;
  Likeness likeness = Likeness::whole;
};

struct NearWord {
  WordId word = nothing;
  bool by_ear = false;
};

/// Spellings and what they stand for. Several spellings may be one word: "rd", "road".
class WordList {
 public:
  [[nodiscard]] WordId find(std::string_view spelling) const;
  /// Words one forgivable slip from `spelling`, each once, into `out`; how many.
  [[nodiscard]] std::size_t find_near(std::string_view spelling, std::span<NearWord> out) const;
  /// For building.
  WordId add(std::string_view spelling, WordId same_as = nothing);
  void finish();
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Spelling {
    std::uint32_t start = 0;
    std::uint16_t length = 0;
    WordId word = nothing;
  };
  struct Gap {
    std::uint32_t tag = 0;
    std::uint32_t spelling = 0;
  };
  [[nodiscard]] std::string_view text_of(Spelling const& spelling) const {
    return {letters_.data() + spelling.start, spelling.length};
  }
  void grow();
  void make_gaps();
  [[nodiscard]] std::span<Gap const> gaps_of(std::uint64_t hash) const;

  std::string letters_ = {};
  std::vector<Spelling> spellings_ = {};
  std::vector<std::uint32_t> slots_ = {};
  std::vector<std::uint32_t> gap_starts_ = {};  ///< by the top bits of the hash of a spelling less one letter
  std::vector<Gap> gaps_ = {};
  int gap_shift_ = 0;
  WordId words_ = 0;
};

/// Names as paths of words.
class NameTrie {
 public:
  NameTrie();
  /// The child, or `nothing`.
  [[nodiscard]] NodeId step(NodeId node, WordId word) const;
  [[nodiscard]] std::span<EntryReference const> entries_of(NodeId node) const;
  /// For building.
  NodeId add(std::span<WordId const> words);
  void set_entries(std::vector<std::pair<NodeId, EntryReference>> references);
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Branch {
    std::uint64_t key = ~std::uint64_t{0};  ///< node and word
    NodeId child = nothing;
  };
  void grow();

  std::vector<Branch> slots_ = {};
  NodeId nodes_ = 1;
  std::vector<std::uint32_t> starts_ = {};
  std::vector<EntryReference> references_ = {};
};

struct GazetteerIndex {
  WordList words = {};
  NameTrie names = {};
  std::vector<Entry> entries = {};
  std::vector<std::uint32_t> within = {};  ///< localities with boundaries, entry by entry
  std::optional<GazetteerPoint> hospital = {};
  double tie_metres = 500;
  [[nodiscard]] std::size_t memory_bytes() const;
};

}  // namespace concordat::intake::place_text
