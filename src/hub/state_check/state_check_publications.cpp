// SPDX-License-Identifier: Apache-2.0
// Public editions and shared ones against the entries of their proposals and of every answer: what is public or shared is what was
// proposed, nothing became so without the answers that it needed, and nobody reads what was taken back.
#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/json_list.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "hub/agencies_counted.h"
#include "hub/share_terms.h"
#include "hub/state_check/state_check_parts.h"

namespace concordat::hub {
namespace sql {

constexpr store::Sql publications =
    "SELECT id, agency, product, proposed_by, proposed_at, proposed_leaf, content_hash, state, needed, content, figures, ended_at, ended_leaf, edition, title, number, quarter FROM public_edition ORDER BY id";
constexpr store::Sql said_of_publications = "SELECT public_edition, agency, member, answer, answered_at, leaf FROM public_edition_answer ORDER BY leaf";
constexpr store::Sql shared_editions =
    "SELECT id, edition, agency, product, readers, needed, offered_by, offered_at, offered_leaf, state, why, ended_by, ended_at, ended_leaf FROM edition_share ORDER BY id";
constexpr store::Sql said_of_shares = "SELECT edition_share, agency, member, answer, answered_at, leaf FROM edition_share_answer ORDER BY leaf";

}  // namespace sql

namespace {

/// What a row says that an entry must say as well.
struct Word {
  std::vector<std::string> why;
  std::optional<std::string> agency = {};  ///< nothing: any
  std::string member = {};                 ///< empty: whoever looked
  std::string at = {};
  std::uint64_t entry = 0;
};

/// Words of editions of one kind ("public edition"), each held against its entry; entries that no word cites are rows that are gone.
class Words {
 public:
  Words(Comparing& comparing, Entries const& entries, std::string_view kind) : comparing_{comparing}, entries_{entries}, kind_{kind} {}

  /// `bundle`: what the entry must have the hash of, in hex.
  void hold(std::string const& id, std::string const& product, std::string const& bundle, Word const& word) {
    cited_.insert(word.entry);
    if (word.entry >= comparing_.size) return;
    auto const found = entries_.find(word.entry);
    bool const same = found != entries_.end() && found->second.why == word.why && found->second.fields.back() == product && found->second.bundle && crypto::to_hex(*found->second.bundle) == bundle &&
                      is_time_of(word.at, found->second) &&
                      (word.member.empty() || ((!word.agency || found->second.to == *word.agency) && acted(comparing_.hub, found->second, found->second.to, word.member)));
    if (same) return;
    comparing_.differ(fmt::format("{} {}", kind_, id), word.entry, found == entries_.end() ? "nothing said of one" : found->second.why.empty() ? "said of another" : found->second.why.front(),
                      fmt::format("{}, {}", word.why.front(), word.at));
  }

  void miss() const {
    for (auto const& [index, leaf] : entries_) {
      if (index < comparing_.size && !cited_.contains(index)) comparing_.differ(fmt::format("{} of entry {}", kind_, index), index, leaf.why.empty() ? "said of" : leaf.why.front(), "no such row");
    }
  }

 private:
  Comparing& comparing_;
  Entries const& entries_;
  std::string_view kind_;
  std::set<std::uint64_t> cited_;
};

auto const id_of = [](auto const& found) { return std::string_view{found.id}; };

struct StandingPublication {
  std::string id, agency, product, proposed_by, proposed_at, hash, state, ended_at, content, figures;
  std::uint64_t proposed = 0;
  std::uint64_t ended = 0;
  std::vector<std::string> needed = {};
  std::string edition, title, quarter;
  std::int64_t number = 0;
  std::set<std::string> confirmed = {};
  bool declined = false;
  bool ended_by_answer = false;  ///< at its time and by its entry, and it led to the state
};

class Publications {
 public:
  explicit Publications(Comparing& comparing) : comparing_{comparing}, words_{comparing, comparing.publications, "public edition"} {}

  Result<void> run() {
    auto read = comparing_.connection.query(sql::publications, [&](store::Row const& row) {
      all_.push_back({row.string(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(6), row.string(7), row.is_null(11) ? std::string{} : row.string(11),
                      row.is_null(9) ? std::string{} : row.string(9), row.string(10), static_cast<std::uint64_t>(row.integer(5)),
                      row.is_null(12) ? 0 : static_cast<std::uint64_t>(row.integer(12)), texts_in(row.text(8)), row.string(13), row.string(14), row.string(16), row.integer(15)});
    });
    if (!read) return fail(read);
    for (auto const& one : all_) {
      hold(one, {{"publication-proposed"}, one.agency, one.proposed_by, one.proposed_at, one.proposed});
      if (one.state == "lapsed") hold(one, {{"publication-lapsed"}, {}, {}, one.ended_at, one.ended});
    }
    read = comparing_.connection.query(sql::said_of_publications, [&](store::Row const& row) {
      auto const one = std::ranges::find(all_, row.text(0), id_of);
      if (one == all_.end()) return;
      hold(*one, {{"publication-" + row.string(3)}, row.string(1), row.string(2), row.string(4), static_cast<std::uint64_t>(row.integer(5))});
      if (row.text(3) == "confirmed" && row.text(1) != one->agency) one->confirmed.insert(row.string(1));
      one->declined |= row.text(3) == "declined";
      bool const is_the_end = static_cast<std::uint64_t>(row.integer(5)) == one->ended && row.text(4) == one->ended_at;
      one->ended_by_answer |= is_the_end && row.text(3) == (one->state == "published" ? "confirmed" : "declined");
    });
    if (!read) return fail(read);
    for (auto const& one : all_) {
      if (auto held = hold_names(one); !held) return held;
      hold_end(one);
      if (one.state == "published" && one.proposed < comparing_.size) hold_public(one);
      if (one.state == "proposed" && agreed(one)) comparing_.differ("public edition " + one.id, one.proposed, "public: every agency that was asked said yes", "proposed");
    }
    words_.miss();
    return {};
  }

 private:
  void hold(StandingPublication const& one, Word const& word) { words_.hold(one.id, one.product, one.hash, word); }

  /// Which edition it is of, and of which quarter, as the proposal committed to; title and number as everybody may read them.
  Result<void> hold_names(StandingPublication const& one) {
    auto const found = comparing_.publications.find(one.proposed);
    if (one.proposed >= comparing_.size || found == comparing_.publications.end()) return {};
    auto const detail = comparing_.details.of(one.proposed, found->second);
    if (!detail && detail.error().fault != Fault::integrity) return fail(detail);
    if (!detail) comparing_.differ("public edition " + one.id, one.proposed, "commits to an edition and its quarter", "what lies sealed beside it is something else, or gone");
    bool const as_proposed = !detail || !detail->is_object() || ((*detail)["publication"].string() == one.id && (*detail)["edition"].string() == one.edition && (*detail)["quarter"].string() == one.quarter);
    auto const content = Json::parse(one.content);
    bool const as_read = one.state != "published" || !content || ((*content)["title"].string() == one.title && (*content)["number"].integer() == one.number && (*content)["quarter"].string() == one.quarter);
    if (!as_proposed || !as_read) comparing_.differ("public edition " + one.id, one.proposed, "proposed of another edition or quarter, or under another title or number", fmt::format("'{}' number {}, {}", one.title, one.number, one.quarter));
    return {};
  }

  /// A yes or a no led to what it is, with its time and its entry; and none stands against it.
  void hold_end(StandingPublication const& one) {
    if (one.proposed >= comparing_.size || one.ended >= comparing_.size) return;
    bool const by_answer = one.state == "published" || one.state == "declined";
    if (by_answer && !one.ended_by_answer) comparing_.differ("public edition " + one.id, one.ended, "no answer that led to it", fmt::format("{} at {}", one.state, one.ended_at));
    if (one.declined && one.state != "declined") comparing_.differ("public edition " + one.id, one.proposed, "declined", one.state);
  }

  static bool agreed(StandingPublication const& one) {
    return one.needed.empty() ? !one.confirmed.empty() : std::ranges::all_of(one.needed, [&](auto const& agency) { return one.confirmed.contains(agency); });
  }

  void hold_public(StandingPublication const& one) {
    if (!agreed(one)) comparing_.differ("public edition " + one.id, one.ended, "not every agency that was asked said yes", "public");
    auto const content = Json::parse(one.content);
    bool const as_proposed = crypto::to_hex(crypto::sha256(one.content)) == one.hash && content && (*content)["tables"].canonical() == one.figures;
    if (as_proposed && agencies_counted(*content, one.agency) == std::set<std::string>(one.needed.begin(), one.needed.end())) return;
    comparing_.differ("public edition " + one.id, one.proposed, "proposed with other words, figures or agencies", "public");
  }

  Comparing& comparing_;
  Words words_;
  std::vector<StandingPublication> all_;
};

struct StandingShare {
  std::string id, product, state, terms;
  std::uint64_t offered = 0;
  std::vector<std::string> needed = {};
  std::set<std::string> agreed = {};
};

class Shares {
 public:
  explicit Shares(Comparing& comparing) : comparing_{comparing}, words_{comparing, comparing.shares, "shared edition"} {}

  Result<void> run() {
    auto read = comparing_.connection.query(sql::shared_editions, [&](store::Row const& row) { take(row); });
    if (!read) return fail(read);
    read = comparing_.connection.query(sql::said_of_shares, [&](store::Row const& row) {
      auto const one = std::ranges::find(all_, row.text(0), id_of);
      if (one == all_.end()) return;
      hold(*one, {{"sharing-" + row.string(3)}, row.string(1), row.string(2), row.string(4), static_cast<std::uint64_t>(row.integer(5))});
      if (row.text(3) == "agreed") one->agreed.insert(row.string(1));
    });
    if (!read) return fail(read);
    for (auto const& one : all_) {
      if (one.offered >= comparing_.size) continue;
      bool const agreed = std::ranges::all_of(one.needed, [&](auto const& agency) { return one.agreed.contains(agency); });
      if (one.state == "shared" && !agreed) comparing_.differ("shared edition " + one.id, one.offered, "not every agency that was asked said yes", "shared");
      if (one.state == "offered" && agreed) comparing_.differ("shared edition " + one.id, one.offered, "shared: every agency that was asked said yes", "offered");
    }
    words_.miss();
    return {};
  }

 private:
  void take(store::Row const& row) {
    auto const readers = texts_in(row.text(4));
    StandingShare one{row.string(0), row.string(3), row.string(9), crypto::to_hex(share_terms(row.string(0), row.string(1), readers, texts_in(row.text(5)))), static_cast<std::uint64_t>(row.integer(8)), texts_in(row.text(5))};
    hold(one, {{"sharing-offered"}, row.string(2), row.string(6), row.string(7), one.offered});
    auto const ended = row.is_null(13) ? std::uint64_t{0} : static_cast<std::uint64_t>(row.integer(13));
    if (one.state == "lapsed") hold(one, {{"sharing-lapsed"}, {}, {}, row.string(12), ended});
    if (one.state == "ended") hold(one, {{"sharing-ended", row.string(10)}, {}, row.string(11), row.string(12), ended});
    all_.push_back(std::move(one));
  }

  void hold(StandingShare const& one, Word const& word) { words_.hold(one.id, one.product, one.terms, word); }

  Comparing& comparing_;
  Words words_;
  std::vector<StandingShare> all_;
};

}  // namespace

Result<void> compare_publications(Comparing& comparing) { return Publications{comparing}.run(); }

Result<void> compare_shares(Comparing& comparing) { return Shares{comparing}.run(); }

}  // namespace concordat::hub
