// SPDX-License-Identifier: Apache-2.0
#include "ledger/verify.h"

#include <algorithm>
#include <utility>

namespace concordat::ledger {
namespace {

/// True where the storage answered, and its answer is that it lacks this or holds nonsense.
bool is_damage(Problem const& problem) {
  return problem.fault == Fault::not_found || problem.fault == Fault::malformed;
}

class Verification {
 public:
  Verification(LogStorage const& storage, VerifyOptions const& options)
      : storage_{storage}, options_{options} {}

  Result<VerifyReport> run(std::string_view note, VerifierKey const& verifier) {
    auto const checkpoint = open_checkpoint(note, verifier);
    if (!checkpoint) {
      report_.code = checkpoint.error().code;
      report_.title = checkpoint.error().title;
      return report_;
    }
    report_.size = checkpoint->head.size;
    origin_ = verifier.name();
    key_ = verifier.public_key();
    take_older(verifier);
    for (std::uint64_t bundle = 0; report_.intact() && bundle * tile_width < report_.size; ++bundle) {
      if (auto fine = check_bundle(bundle); !fine) return fail(fine);
      if (options_.progress && !options_.progress(report_.checked)) {
        return fail(Fault::cancelled, "ledger.verify-stopped", "The check of the ledger was stopped.",
                    "Start it again to check the whole ledger.");
      }
    }
    if (report_.intact()) {
      if (auto fine = check_partial_tiles(); !fine) return fail(fine);
    }
    if (report_.intact()) check_head(checkpoint->head);
    return report_;
  }

 private:
  void damage(std::optional<std::uint64_t> index, FixedText code, FixedText title) {
    if (!report_.intact()) return;
    report_.first_bad = index;
    report_.code = code;
    report_.title = title;
  }

  void take_older(VerifierKey const& verifier) {
    for (auto const& note : options_.older_notes) {
      auto checkpoint = open_checkpoint(note, verifier);
      for (auto former = options_.former_keys.begin(); !checkpoint && former != options_.former_keys.end(); ++former) {
        checkpoint = open_checkpoint(note, *former);
      }
      if (!checkpoint) {
        damage(std::nullopt, "ledger.older-checkpoint", "A kept checkpoint is not signed by this log's key.");
      } else if (checkpoint->head.size > report_.size) {
        damage(report_.size, "ledger.log-shorter", "The log is shorter than a checkpoint that was kept.");
      } else {
        older_.push_back(checkpoint->head);
      }
    }
    std::sort(older_.begin(), older_.end(),
              [](auto const& left, auto const& right) { return left.size < right.size; });
    next_older_ = older_.begin();
    check_older();
  }

  /// Compares every kept checkpoint of the size reached.
  void check_older() {
    while (next_older_ != older_.end() && next_older_->size == edge_.size()) {
      if (edge_.root() != next_older_->root) {
        damage(last_good_, "ledger.history-rewritten",
               "The log does not continue a checkpoint that was kept.");
        return;
      }
      last_good_ = next_older_->size;
      ++next_older_;
    }
  }

  Result<void> check_bundle(std::uint64_t bundle) {
    auto const first = bundle * tile_width;
    auto const width = width_of(report_.size, 0, bundle);
    auto const bytes = storage_.entries({bundle, width});
    if (!bytes && !is_damage(bytes.error())) return fail(bytes);
    if (!bytes) {
      find_missing(bundle, width);
      return {};
    }
    auto const tile = storage_.tile({0, bundle, width});
    if (!tile && !is_damage(tile.error())) return fail(tile);
    bool const have_tile = tile && tile->size() == width * hash_size;
    if (!have_tile) {
      damage(first, "ledger.tile-missing", "A tile is missing or cut short.");
      return {};
    }
    auto const entries = decode_bundle(*bytes, width);
    if (!entries) {
      check_as_far_as_possible(*bytes, *tile, first);
      return {};
    }
    for (std::size_t at = 0; at < width && report_.intact(); ++at) {
      if (auto fine = check_entry((*entries)[at], hash_at(*tile, at)); !fine) return fine;
    }
    return {};
  }

  Result<void> check_entry(std::string_view entry, Hash const& stored) {
    auto const index = edge_.size();
    auto const hash = leaf_hash(entry);
    if (hash != stored) {
      damage(index, "ledger.entry-changed",
             "An entry does not belong to the hash that stands for it in the tree.");
      return {};
    }
    Result<void> outcome;
    edge_.add(hash, [&](Tile const& full) {
      if (full.id.level > 0 && outcome) outcome = compare(full);
    });
    report_.checked = edge_.size();
    take_key_change(index, entry);
    if (retired_key_in(entry) == key_) {
      damage(index, "ledger.key-out-of-use", "The checkpoint is signed by a key alone that this entry says is out of use: somebody else signed it.");
    }
    check_older();
    return outcome;
  }

  void take_key_change(std::uint64_t index, std::string_view entry) {
    auto const change = key_change_in(entry);
    if (!change) return;
    auto const old_key = VerifierKey::make(origin_, change->old_key);
    auto const new_key = VerifierKey::make(origin_, change->new_key);
    if (old_key && new_key) report_.key_changes.push_back({index, *old_key, *new_key});
  }

  /// A broken bundle: the entries before the break are still compared, so that the first bad one is named.
  void check_as_far_as_possible(std::string_view bytes, std::string_view tile, std::uint64_t first) {
    std::uint64_t index = first;
    for (std::size_t at = 0; (at + 1) * hash_size <= tile.size() && bytes.size() >= 2; ++at, ++index) {
      auto const size = static_cast<std::size_t>(static_cast<unsigned char>(bytes[0])) << 8U |
                        static_cast<unsigned char>(bytes[1]);
      if (bytes.size() < size + 2 || leaf_hash(bytes.substr(2, size)) != hash_at(tile, at)) break;
      bytes.remove_prefix(size + 2);
    }
    index = std::min(index, report_.size - 1);
    damage(index, "ledger.entry-changed", "A bundle of entries is cut short or too long.");
  }

  void find_missing(std::uint64_t bundle, unsigned width) {
    auto const first = bundle * tile_width;
    std::uint64_t missing = first;
    for (unsigned shorter = width - 1; shorter > 0; --shorter) {
      if (storage_.entries({bundle, shorter})) {
        missing = first + shorter;
        break;
      }
    }
    damage(missing, "ledger.entry-missing", "Entries that the checkpoint counts are missing.");
  }

  Result<void> compare(Tile const& computed) {
    auto const stored = storage_.tile(computed.id);
    if (!stored && !is_damage(stored.error())) return fail(stored);
    auto const first_entry = [&](std::size_t position) {
      return (computed.id.index * tile_width + position) << (computed.id.level * tile_height);
    };
    if (!stored || stored->size() != computed.hashes.size()) {
      damage(first_entry(0), "ledger.tile-missing", "A tile is missing or cut short.");
      return {};
    }
    auto const [mine, theirs] =
        std::mismatch(computed.hashes.begin(), computed.hashes.end(), stored->begin());
    if (theirs != stored->end()) {
      auto const position = static_cast<std::size_t>(mine - computed.hashes.begin()) / hash_size;
      damage(first_entry(position), "ledger.tile-changed", "A tile does not belong to the entries under it.");
    }
    return {};
  }

  Result<void> check_partial_tiles() {
    for (auto const& tile : edge_.partial_tiles()) {
      if (tile.id.level == 0) continue;  // compared hash by hash with the entries
      if (auto fine = compare(tile); !fine) return fine;
    }
    return {};
  }

  void check_head(TreeHead const& head) {
    report_.root = edge_.root();
    if (report_.root != head.root) {
      damage(last_good_, "ledger.root-differs",
             "The entries do not make the signed root: history was rewritten.");
    }
  }

  LogStorage const& storage_;
  VerifyOptions const& options_;
  VerifyReport report_;
  std::string origin_;
  crypto::PublicKey key_{};
  Edge edge_;
  std::vector<TreeHead> older_;
  std::vector<TreeHead>::const_iterator next_older_;
  std::optional<std::uint64_t> last_good_;
};

}  // namespace

std::vector<VerifierKey> VerifyReport::keys_before(VerifierKey const& key) const {
  std::vector<VerifierKey> keys;
  auto newer = key.text();
  for (auto change = key_changes.rbegin(); change != key_changes.rend(); ++change) {
    if (change->new_key.text() != newer) continue;
    keys.insert(keys.begin(), change->old_key);
    newer = change->old_key.text();
  }
  return keys;
}

Result<VerifyReport> verify_log(LogStorage const& storage, std::string_view note, VerifierKey const& verifier,
                                VerifyOptions const& options) {
  return Verification{storage, options}.run(note, verifier);
}

}  // namespace concordat::ledger
