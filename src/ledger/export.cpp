// SPDX-License-Identifier: Apache-2.0
#include "ledger/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "base/file.h"
#include "base/text.h"
#include "ledger/staged_export.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_bundle = tile_width * (2 + 65535);
constexpr char const* checkpoint_name = "checkpoint";  ///< the last to be put in place: the others are what it says
constexpr char const* vkey_name = "vkey";
constexpr char const* former_name = "former.vkeys";

/// One call in export_log for each file, so that the counting is in one place.
class FolderWriter {
 public:
  FolderWriter(LogStorage const& storage, StagedFolder const& stage) : storage_{storage}, stage_{stage} {}

  template <class Id, class Read>
  Result<void> put(Id const& id, Read read) {
    auto const path = stage_.path() / path_of(id);
    bool const full = id.width == tile_width;
    std::error_code ignored;
    if (full && fs::exists(stage_.target() / path_of(id), ignored)) {
      ++report.untouched;
      return {};
    }
    auto bytes = read(storage_, id);
    if (!bytes) return fail(bytes);
    std::error_code failed;
    fs::create_directories(path.parent_path(), failed);
    if (failed) return tl::unexpected<Problem>{file_problem(failed.value())};
    // not synced one by one: an export can be made again, and the checkpoint comes last
    if (auto written = write_file(path, *bytes, {.durable = false}); !written) return written;
    ++report.written;
    return {};
  }

  ExportReport report;

 private:
  LogStorage const& storage_;
  StagedFolder const& stage_;
};

/// C2SP: a full tile makes its partial ones needless. Only once it is in its place, and the checkpoint with it.
void drop_needless(fs::path const& folder) {
  std::vector<fs::path> needless;
  std::error_code error;
  for (fs::recursive_directory_iterator at{folder / "tile", error}, end; !error && at != end; at.increment(error)) {
    auto const& path = at->path();
    if (path.extension() == ".p" && fs::is_regular_file(fs::path{path}.replace_extension(), error)) needless.push_back(path);
  }
  for (auto const& path : needless) fs::remove_all(path, error);
}

Result<void> check_folder(fs::path const& folder, Checkpoint const& checkpoint, VerifierKey const& verifier,
                          std::vector<VerifierKey> const& former) {
  FolderLog const there{folder};
  auto const note = there.note();
  if (!note && note.error().fault == Fault::not_found) return {};
  if (!note) return fail(note);
  auto old = open_checkpoint(*note, verifier);
  for (auto key = former.begin(); !old && key != former.end(); ++key) {
    if (key->name() == verifier.name()) old = open_checkpoint(*note, *key);
  }
  if (!old) {
    return fail(Fault::conflict, "ledger.export-other-log", "The folder holds the export of another log.",
                "Export into an empty folder.");
  }
  bool const fork = old->head.size == checkpoint.head.size && old->head.root != checkpoint.head.root;
  if (old->head.size > checkpoint.head.size || fork) {
    return fail(Fault::refused, "ledger.export-shorter",
                "The folder holds a longer or different history of this log.",
                "Keep that folder as evidence, and export into an empty one.");
  }
  return {};
}

Result<void> write_tiles(FolderWriter& writer, std::uint64_t size) {
  auto const read_bundle = [](LogStorage const& storage, BundleId const& id) { return storage.entries(id); };
  auto const read_tile = [](LogStorage const& storage, TileId const& id) { return storage.tile(id); };
  for (std::uint64_t index = 0; index * tile_width < size; ++index) {
    if (auto put = writer.put(BundleId{index, width_of(size, 0, index)}, read_bundle); !put) return put;
  }
  for (unsigned level = 0; hashes_on_level(size, level) > 0; ++level) {
    for (std::uint64_t index = 0; width_of(size, level, index) > 0; ++index) {
      if (auto put = writer.put(TileId{level, index, width_of(size, level, index)}, read_tile); !put)
        return put;
    }
  }
  return {};
}

struct Found {
  std::string bytes;
  bool wider = false;  ///< holds more than was asked for; otherwise every byte counts
};

/// The bytes at `path_of(id)`, or those of a wider tile of the same number.
template <class Id>
Result<Found> read_or_wider(fs::path const& folder, Id id) {
  auto const found = [](bool wider) {
    return [wider](std::string&& bytes) { return Found{std::move(bytes), wider}; };
  };
  auto exact = read_file(folder / path_of(id), largest_bundle).map(found(false));
  if (exact || exact.error().fault != Fault::not_found || id.width == tile_width) return exact;
  auto const full = [&] {
    auto wide = id;
    wide.width = tile_width;
    return folder / path_of(wide);
  }();
  auto wider = read_file(full, largest_bundle).map(found(true));
  if (wider || wider.error().fault != Fault::not_found) return wider;
  std::optional<unsigned> best;
  std::error_code failed;
  for (auto const& file : fs::directory_iterator{full.string() + ".p", failed}) {
    auto const width = text::parse_integer(file.path().filename().string());
    if (!width || *width <= static_cast<std::int64_t>(id.width) || *width >= tile_width) continue;
    best = std::min(best.value_or(tile_width), static_cast<unsigned>(*width));
  }
  if (!best) return exact;
  id.width = *best;
  return read_file(folder / path_of(id), largest_bundle).map(found(true));
}

tl::unexpected<Problem> cut_short() {
  return fail(Fault::malformed, "ledger.export-cut-short", "A file of the exported log is cut short.",
              "Fetch the file again; if it stays so, the log was changed.");
}

}  // namespace

Result<ExportReport> export_log(LogStorage const& storage, std::string_view note, VerifierKey const& verifier,
                                std::filesystem::path const& folder, std::vector<VerifierKey> const& former) {
  auto stage = StagedFolder::begin(folder);
  if (!stage) return fail(stage);
  auto report = export_log(storage, note, verifier, *stage, former);
  if (!report) return report;
  if (auto kept = keep_export(*stage); !kept) return fail(kept);
  return report;
}

Result<void> keep_export(StagedFolder& stage) {
  if (auto kept = stage.keep(checkpoint_name); !kept) return kept;
  drop_needless(stage.target());
  return {};
}

Result<ExportReport> export_log(LogStorage const& storage, std::string_view note, VerifierKey const& verifier, StagedFolder const& stage,
                                std::vector<VerifierKey> const& former) {
  auto const checkpoint = open_checkpoint(note, verifier);
  if (!checkpoint) return fail(checkpoint);
  if (auto fine = check_folder(stage.target(), *checkpoint, verifier, former); !fine) return fail(fine);
  FolderWriter writer{storage, stage};
  writer.report.size = checkpoint->head.size;
  if (auto written = write_tiles(writer, checkpoint->head.size); !written) return fail(written);
  std::string lines;
  for (auto const& key : former) lines += key.text() + "\n";
  auto written = lines.empty() ? Result<void>{} : write_file(stage.path() / former_name, lines);
  if (written) written = write_file(stage.path() / vkey_name, verifier.text() + "\n");
  if (written) written = write_file(stage.path() / checkpoint_name, note);
  if (!written) return fail(written);
  writer.report.written += former.empty() ? 2 : 3;
  return writer.report;
}

Result<std::string> FolderLog::note() const {
  return read_file(folder_ / checkpoint_name, largest_note);
}

Result<VerifierKey> FolderLog::verifier() const {
  auto line = read_file(folder_ / vkey_name, 4096);
  if (!line) return fail(line);
  return VerifierKey::parse(text::trim(*line));
}

Result<std::uint64_t> FolderLog::size() const {
  auto const bytes = note();
  if (!bytes) return fail(bytes);
  auto const parsed = parse_note(*bytes);
  if (!parsed) return fail(parsed);
  auto const checkpoint = parse_checkpoint(parsed->text);
  if (!checkpoint) return fail(checkpoint);
  return checkpoint->head.size;
}

Result<std::string> FolderLog::tile(TileId const& id) const {
  auto found = read_or_wider(folder_, id);
  if (!found) return fail(found);
  auto const wanted = id.width * hash_size;
  if (found->bytes.size() < wanted) return cut_short();
  if (found->wider) found->bytes.resize(wanted);
  return std::move(found->bytes);
}

Result<std::string> FolderLog::entries(BundleId const& id) const {
  auto found = read_or_wider(folder_, id);
  if (!found) return fail(found);
  if (!found->wider) return std::move(found->bytes);
  std::string_view rest = found->bytes;
  for (unsigned entry = 0; entry < id.width && rest.size() >= 2; ++entry) {
    auto const size = static_cast<std::size_t>(static_cast<unsigned char>(rest[0])) << 8U |
                      static_cast<unsigned char>(rest[1]);
    // where it breaks off, whoever asked sees what there is
    rest.remove_prefix(std::min(rest.size(), size + 2));
  }
  return found->bytes.substr(0, found->bytes.size() - rest.size());
}

}  // namespace concordat::ledger
