// SPDX-License-Identifier: Apache-2.0
#include "agreements/signature.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "agreements/read.h"
#include "base/date.h"
#include "crypto/encoding.h"

namespace concordat::agreements {
namespace {

constexpr std::string_view sidecar_format = "concordat-signature/1";
constexpr std::size_t most_signatures = 1000;

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "agreements.sidecar-malformed",
              "The signature file is not one this hub can read.",
              "Sign the agreement again, or restore the file.");
}

bool has_only(Json const& json, std::set<std::string_view> const& keys) {
  if (!json.is_object() || json.object().size() != keys.size()) return false;
  return std::all_of(keys.begin(), keys.end(), [&](std::string_view key) { return json.contains(key); });
}

std::optional<Signature> signature_from(Json const& json) {
  if (!has_only(json, {"agency", "role", "key_id", "signed_at", "signature"})) return std::nullopt;
  auto const all_texts = std::all_of(json.object().begin(), json.object().end(),
                                     [](auto const& member) { return member.second.is_string(); });
  if (!all_texts || !parse_instant(json["signed_at"].string())) return std::nullopt;
  return Signature{json["agency"].string(), json["role"].string(), json["key_id"].string(),
                   json["signed_at"].string(), json["signature"].string()};
}

/// The 32 bytes that are signed.
crypto::Hash signed_hash(Agreement const& agreement) {
  return crypto::sha256(agreement.canonical);
}

std::optional<crypto::Signature> bytes_from(std::string_view base64) {
  auto const bytes = crypto::from_base64(base64);
  crypto::Signature signature{};
  if (!bytes || bytes->size() != signature.size()) return std::nullopt;
  std::transform(bytes->begin(), bytes->end(), signature.begin(),
                 [](char letter) { return static_cast<std::byte>(static_cast<unsigned char>(letter)); });
  return signature;
}

enum class Checked : std::uint8_t { valid, wrong_key, no_key };

Checked check_one(Agreement const& agreement, Signature const& signature, PublicKeys const& keys) {
  auto const [first, last] = keys.equal_range(signature.agency);
  if (first == last) return Checked::no_key;
  auto const bytes = bytes_from(signature.signature);
  if (!bytes) return Checked::wrong_key;
  auto const hash = signed_hash(agreement);
  auto const fits = std::any_of(first, last, [&](auto const& entry) {
    return key_id_of(entry.second) == signature.key_id && crypto::verify(entry.second, hash, *bytes);
  });
  return fits ? Checked::valid : Checked::wrong_key;
}

class Verifier {
 public:
  Verifier(Agreement const& agreement, std::string_view file) : agreement_{agreement}, file_{file} {}

  void error(std::string_view code, std::string message, std::string remedy) {
    result_.findings.push_back({Severity::error, std::string{code}, std::string{file_}, 0, 0,
                                std::move(message), std::move(remedy)});
  }

  [[nodiscard]] bool is_for_these_bytes(Sidecar const& sidecar) {
    if (sidecar.agreement == agreement_.id.text && sidecar.version == agreement_.version &&
        sidecar.sha256 == agreement_.sha256) {
      return true;
    }
    error("other-bytes", fmt::format("the signatures belong to other text than {}", agreement_.reference()),
          "Restore the text that was signed, or have every party sign again.");
    return false;
  }

  void take(Signature const& signature, PublicKeys const& keys) {
    auto const* const party = agreement_.party(signature.agency);
    if (party == nullptr || (!party->discloses && !party->receives)) {
      error("stranger-signed", "a signature is not of a party to the agreement", "Remove that signature.");
      return;
    }
    if (!seen_.insert(signature.agency).second) {
      error("signed-twice", fmt::format("'{}' signed twice", signature.agency), "Keep one of the two.");
      return;
    }
    switch (check_one(agreement_, signature, keys)) {
      case Checked::valid:
        result_.valid.push_back(signature.agency);
        return;
      case Checked::no_key:
        error("no-key", fmt::format("the hub has no public key of '{}'", signature.agency),
              "Register the agency's public key.");
        return;
      case Checked::wrong_key:
        error("wrong-key", fmt::format("the signature of '{}' was not made with its key", signature.agency),
              "Have the agency sign again with its registered key.");
        return;
    }
  }

  [[nodiscard]] Verification finish() {
    auto discloser_missing = false;
    auto other_missing = false;
    for (auto const& party : agreement_.parties) {
      if (!party.discloses && !party.receives) continue;
      auto const& agency = party.agency.text;
      if (std::find(result_.valid.begin(), result_.valid.end(), agency) != result_.valid.end()) continue;
      (party.discloses ? discloser_missing : other_missing) = true;
      if (seen_.contains(agency)) continue;
      error("unsigned", fmt::format("'{}' has not signed {}", agency, agreement_.reference()),
            fmt::format("Have it sign: concordat agreement sign --agency {}.", agency));
    }
    result_.state = discloser_missing ? SignatureState::draft
                    : other_missing   ? SignatureState::proposed
                                      : SignatureState::complete;
    return std::move(result_);
  }

 private:
  Agreement const& agreement_;
  std::string_view file_;
  std::set<std::string, std::less<>> seen_ = {};
  Verification result_ = {};
};

}  // namespace

Result<Sidecar> read_sidecar(std::string_view json) {
  auto const parsed = Json::parse(json);
  if (!parsed) return malformed();
  if (!has_only(*parsed, {"format", "agreement", "version", "sha256", "signatures"})) return malformed();
  auto const& signatures = (*parsed)["signatures"];
  if ((*parsed)["format"].string() != sidecar_format || !(*parsed)["agreement"].is_string() ||
      !(*parsed)["version"].is_integer() || !crypto::hash_from_hex((*parsed)["sha256"].string()) ||
      !signatures.is_array() || signatures.array().size() > most_signatures) {
    return malformed();
  }
  Sidecar sidecar{.agreement = (*parsed)["agreement"].string(),
                  .version = (*parsed)["version"].integer(),
                  .sha256 = (*parsed)["sha256"].string()};
  for (auto const& one : signatures.array()) {
    auto signature = signature_from(one);
    if (!signature) return malformed();
    sidecar.signatures.push_back(std::move(*signature));
  }
  return sidecar;
}

std::string write_sidecar(Sidecar const& sidecar) {
  Json signatures{Json::Array{}};
  for (auto const& signature : sidecar.signatures) {
    Json one;
    one.set("agency", signature.agency).set("role", signature.role).set("key_id", signature.key_id);
    one.set("signed_at", signature.signed_at).set("signature", signature.signature);
    signatures.push(std::move(one));
  }
  Json json;
  json.set("format", sidecar_format).set("agreement", sidecar.agreement).set("version", sidecar.version);
  json.set("sha256", sidecar.sha256).set("signatures", std::move(signatures));
  return json.pretty();
}

std::string sidecar_name(std::string_view agreement_file) {
  return std::string{agreement_file} + ".sig";
}

std::string key_id_of(crypto::PublicKey const& key) {
  return crypto::to_hex(crypto::sha256(crypto::Bytes{key})).substr(0, 16);
}

Result<Sidecar> sign(Agreement const& agreement, Sidecar sidecar, Signer const& signer,
                     crypto::SigningKey const& key) {
  auto const* const party = agreement.party(signer.agency);
  if (party == nullptr || (!party->discloses && !party->receives)) {
    return fail(Fault::refused, "agreements.not-a-party", "The agency is no party to this agreement.",
                "Sign as an agency that the agreement names under parties.");
  }
  if (!is_plain_id(signer.role)) {
    return fail(Fault::malformed, "agreements.bad-post", "The post of the person who signs is not an id.",
                "Name the post, not the person, as information-governance-lead.");
  }
  if (sidecar.sha256 != agreement.sha256 || sidecar.agreement != agreement.id.text ||
      sidecar.version != agreement.version) {
    sidecar =
        Sidecar{.agreement = agreement.id.text, .version = agreement.version, .sha256 = agreement.sha256};
  }
  auto const signature = key.sign(signed_hash(agreement));
  std::erase_if(sidecar.signatures, [&](Signature const& one) { return one.agency == signer.agency; });
  sidecar.signatures.push_back({signer.agency, signer.role, key_id_of(key.public_key()),
                                format_instant(signer.signed_at), crypto::to_base64(signature)});
  std::sort(sidecar.signatures.begin(), sidecar.signatures.end(),
            [](Signature const& left, Signature const& right) { return left.agency < right.agency; });
  return sidecar;
}

Verification verify(Agreement const& agreement, Sidecar const& sidecar, PublicKeys const& keys,
                    std::string_view file) {
  auto verifier = Verifier{agreement, file};
  if (sidecar.signatures.empty()) return verifier.finish();
  if (!verifier.is_for_these_bytes(sidecar)) {
    auto const first_remark_only = verifier.finish();
    return Verification{
        .state = SignatureState::draft, .valid = {}, .findings = {first_remark_only.findings.front()}};
  }
  for (auto const& signature : sidecar.signatures) verifier.take(signature, keys);
  return verifier.finish();
}

}  // namespace concordat::agreements
