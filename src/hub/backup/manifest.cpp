// SPDX-License-Identifier: Apache-2.0
#include "hub/backup/manifest.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/file.h"
#include "base/json.h"
#include "crypto/encoding.h"
#include "hub/backup/sealed_file.h"

namespace concordat::hub {
namespace {

constexpr std::string_view format = "concordat-backup/1";
constexpr std::uint64_t largest_manifest = 1U << 20;
constexpr std::string_view keys_start = "concordat-keys-";
constexpr std::string_view delete_mark = "-delete-by-";

std::string_view name_of(Manifest::Kind kind) { return kind == Manifest::Kind::hub ? "hub" : "keys"; }

Json to_json(Manifest const& manifest) {
  Json json;
  json.set("format", format).set("kind", name_of(manifest.kind)).set("id", manifest.id);
  json.set("partnership", manifest.partnership).set("made_at", format_instant(manifest.made_at));
  json.set("sealed_to", manifest.sealed_to);
  Json schema;
  schema.set("number", manifest.schema_number).set("sha256", manifest.schema_sha256);
  json.set("schema", std::move(schema));
  if (manifest.kind == Manifest::Kind::hub) {
    Json ledger;
    ledger.set("size", manifest.ledger_size).set("checkpoint", manifest.checkpoint).set("vkey", manifest.vkey);
    json.set("ledger", std::move(ledger));
  }
  if (manifest.delete_by) json.set("delete_by", format_date(*manifest.delete_by));
  return json;
}

tl::unexpected<Problem> not_ours() {
  return fail(Fault::malformed, "backup.manifest", "This is no manifest of a backup that this program can read.",
              "Name the .json file that concordat backup wrote, unchanged, or install the version that wrote it.");
}

bool is_hex(std::string_view text, std::size_t size) {
  return text.size() == size && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

/// A name in its folder and nothing else: a manifest that was tampered with must not point elsewhere.
bool is_plain_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool read_tables(Json const& json, std::vector<store::TableRows>& tables) {
  for (auto const& one : json.array()) {
    if (!one["table"].is_string() || !one["rows"].is_integer() || one["rows"].integer() < 0) return false;
    tables.push_back({one["table"].string(), static_cast<std::uint64_t>(one["rows"].integer())});
  }
  return json.is_array();
}

}  // namespace

std::string Manifest::inner() const { return to_json(*this).canonical(); }

std::string Manifest::text() const {
  auto json = to_json(*this);
  Json sealed;
  sealed.set("name", file).set("bytes", bytes).set("sha256", sha256);
  json.set("file", std::move(sealed));
  Json rows{Json::Array{}};
  for (auto const& table : tables) {
    Json one;
    one.set("table", table.table).set("rows", table.rows);
    rows.push(std::move(one));
  }
  json.set("tables", std::move(rows));
  return json.canonical() + "\n";
}

Result<Manifest> Manifest::parse(std::string_view text) {
  if (!text.ends_with('\n')) return not_ours();
  text.remove_suffix(1);
  auto const json = Json::parse(text);
  if (!json || (*json)["format"].string() != format) return not_ours();
  Manifest manifest;
  auto const& kind = (*json)["kind"].string();
  auto const made_at = parse_instant((*json)["made_at"].string());
  if ((kind != "hub" && kind != "keys") || !made_at) return not_ours();
  manifest.kind = kind == "hub" ? Kind::hub : Kind::keys;
  manifest.id = (*json)["id"].string();
  manifest.partnership = (*json)["partnership"].string();
  manifest.made_at = *made_at;
  manifest.schema_number = static_cast<int>((*json)["schema"]["number"].integer());
  manifest.schema_sha256 = (*json)["schema"]["sha256"].string();
  manifest.sealed_to = (*json)["sealed_to"].string();
  manifest.ledger_size = static_cast<std::uint64_t>((*json)["ledger"]["size"].integer());
  manifest.checkpoint = (*json)["ledger"]["checkpoint"].string();
  manifest.vkey = (*json)["ledger"]["vkey"].string();
  manifest.delete_by = parse_date((*json)["delete_by"].string());
  manifest.file = (*json)["file"]["name"].string();
  manifest.bytes = static_cast<std::uint64_t>((*json)["file"]["bytes"].integer());
  manifest.sha256 = (*json)["file"]["sha256"].string();
  bool const whole = read_tables((*json)["tables"], manifest.tables) && is_plain_name(manifest.file) && is_hex(manifest.sha256, 64) &&
                     manifest.delete_by.has_value() == (manifest.kind == Kind::keys);
  // One text for one manifest: what it says besides would be nobody's word.
  if (!whole || manifest.text() != std::string{text} + "\n") return not_ours();
  return manifest;
}

std::string backup_name(Manifest const& manifest) {
  auto when = format_instant(manifest.made_at).substr(0, 19) + "Z";
  std::erase_if(when, [](char c) { return c == '-' || c == ':'; });
  auto name = fmt::format("concordat-{}-{}", name_of(manifest.kind), when);
  if (!manifest.delete_by) return name;
  auto day = format_date(*manifest.delete_by);
  std::erase(day, '-');
  return fmt::format("{}{}{}", name, delete_mark, day);
}

std::optional<Date> delete_by_of(std::string_view file_name) {
  auto const at = file_name.find(delete_mark);
  if (!file_name.starts_with(keys_start) || at == file_name.npos) return std::nullopt;
  auto const rest = file_name.substr(at + delete_mark.size());
  if (rest.size() < 9 || (rest.substr(8) != ".sealed" && rest.substr(8) != ".json")) return std::nullopt;
  return parse_date(fmt::format("{}-{}-{}", rest.substr(0, 4), rest.substr(4, 2), rest.substr(6, 2)));
}

Result<FoundBackup> find_backup(std::filesystem::path const& place, Manifest::Kind kind) {
  std::error_code error;
  std::vector<std::filesystem::path> manifests;
  if (std::filesystem::is_regular_file(place, error)) {
    manifests.push_back(place);
  } else {
    auto const start = fmt::format("concordat-{}-", name_of(kind));
    for (auto const& entry : std::filesystem::directory_iterator{place, error}) {
      auto const name = entry.path().filename().string();
      if (name.starts_with(start) && name.ends_with(".json")) manifests.push_back(entry.path());
    }
  }
  // The time stands in the name, so that the last name is the newest.
  auto const newest = std::max_element(manifests.begin(), manifests.end());
  if (newest == manifests.end()) {
    return fail(Fault::not_found, "backup.none", "There is no whole backup of this kind here.",
                "Name the folder that concordat backup wrote to, or one of its .json files; a sealed file without one was never finished.");
  }
  auto const text = read_file(*newest, largest_manifest);
  if (!text) return fail(text);
  auto manifest = Manifest::parse(*text);
  if (!manifest) return fail(manifest);
  if (manifest->kind != kind) {
    return fail(Fault::refused, "backup.other-half", "This is the other half of a backup: database and keys are kept apart.",
                "Name the backup of the database and that of the keys each where it belongs.");
  }
  auto const file = newest->parent_path() / manifest->file;
  auto const facts = facts_of(file);
  if (!facts && facts.error().fault == Fault::not_found) {
    return fail(Fault::missing, "backup.partial", "The manifest is here, but not the sealed file it names.",
                "Copy both files of the backup into one folder.");
  }
  if (!facts) return fail(facts);
  if (facts->bytes != manifest->bytes || crypto::to_hex(facts->sha256) != manifest->sha256) {
    return fail(Fault::integrity, "backup.damaged", "The sealed file is not the one the manifest was written for: it is damaged, cut short or another.",
                "Take another copy of it. Nothing was changed.");
  }
  return FoundBackup{std::move(*manifest), file};
}

}  // namespace concordat::hub
