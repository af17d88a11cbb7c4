// SPDX-License-Identifier: Apache-2.0
#include "crypto/token/token_key.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"
#include "crypto/token/pin_tries.h"

namespace concordat::crypto {
namespace {

constexpr std::size_t most_slots = 256;
constexpr std::string_view proof_message = "concordat: this key signs";

tl::unexpected<Problem> no_module() {
  return fail(Fault::missing, "token.module", "The PKCS#11 module cannot be loaded, or is none.",
              "Install the token's library and name it by its whole path behind 'module' in signer.key.");
}
tl::unexpected<Problem> no_token() {
  return fail(Fault::unavailable, "token.missing", "No token of that label is there.",
              "Plug it in, start what it needs (pcscd, or the folder of a software token), and compare the label in signer.key.");
}
tl::unexpected<Problem> wrong_pin() {
  return fail(Fault::refused, "token.pin", "The token does not take this PIN, which is not tried a second time: a token locks itself after a few tries.",
              "Put the right PIN into the file that signer.key names. Where the token's PIN was changed instead, write that file again.");
}
tl::unexpected<Problem> locked_pin() {
  return fail(Fault::refused, "token.pin-locked", "The token has locked its PIN after too many wrong tries.",
              "Unlock it with its security officer's PIN by the token's own program, then put the right PIN into the file.");
}
tl::unexpected<Problem> no_key() {
  return fail(Fault::missing, "token.key", "The token has no pair of keys of that label, or more than one.",
              "Make one there under a label of its own, private and public half (pkcs11-tool --keypairgen --key-type EC:edwards25519), and name it in signer.key.");
}
tl::unexpected<Problem> wrong_mechanism() {
  return fail(Fault::refused, "token.mechanism", "The token or this key cannot sign with Ed25519, which the ledger's format asks for.",
              "Use a token that offers CKM_EDDSA and a key of the curve edwards25519; ECDSA and RSA keys are of no use here.");
}
tl::unexpected<Problem> failed() {
  return fail(Fault::unavailable, "token.failed", "The token gave an error.", "Look at the token's own log; take it out and put it back, then try again.");
}

/// The library and its functions: finalised and unloaded when it goes.
class Module {
 public:
  Module() = default;
  Module(Module const&) = delete;
  Module& operator=(Module const&) = delete;
  ~Module() {
    if (started_) functions_->C_Finalize(nullptr);
    if (library_ != nullptr) ::dlclose(library_);
  }
  Result<void> load(std::string const& path) {
    library_ = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library_ == nullptr) return no_module();
    auto* const list = reinterpret_cast<CK_C_GetFunctionList>(::dlsym(library_, "C_GetFunctionList"));
    if (list == nullptr || list(&functions_) != CKR_OK || functions_ == nullptr) return no_module();
    auto const started = functions_->C_Initialize(nullptr);
    started_ = started == CKR_OK;
    if (!started_ && started != CKR_CRYPTOKI_ALREADY_INITIALIZED) return no_module();
    return {};
  }
  CK_FUNCTION_LIST& operator*() const { return *functions_; }
  CK_FUNCTION_LIST* operator->() const { return functions_; }

 private:
  void* library_ = nullptr;
  CK_FUNCTION_LIST* functions_ = nullptr;
  bool started_ = false;
};

template <class T>
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, T& value) {
  return {type, &value, sizeof value};
}

/// What no token gives back but by writing over it.
CK_ATTRIBUTE attribute(CK_ATTRIBUTE_TYPE type, std::string& value) { return {type, value.data(), value.size()}; }

/// 32 bytes, bare or as the DER of an octet string.
std::optional<PublicKey> point_in(std::string_view bytes) {
  constexpr std::string_view octet_string{"\x04\x20", 2};
  if (bytes.size() == 34 && bytes.starts_with(octet_string)) bytes.remove_prefix(2);
  PublicKey key{};
  if (bytes.size() != key.size()) return std::nullopt;
  std::transform(bytes.begin(), bytes.end(), key.begin(), [](char byte) { return static_cast<std::byte>(byte); });
  return key;
}

}  // namespace

struct TokenKey::State {
  State(TokenPlace its_place, Secret<std::string> its_pin, std::filesystem::path const& refused_pins)
      : place{std::move(its_place)}, pin{std::move(its_pin)}, tries{refused_pins, place} {}

  TokenPlace place;
  Secret<std::string> pin;
  PinTries tries;
  Module module;
  CK_SESSION_HANDLE session = 0;
  CK_OBJECT_HANDLE private_key = 0;
  PublicKey public_key = {};

  Result<void> connect() {
    auto const slot = find_slot();
    if (!slot) return fail(slot);
    CK_MECHANISM_INFO info{};
    if (module->C_GetMechanismInfo(*slot, CKM_EDDSA, &info) != CKR_OK || (info.flags & CKF_SIGN) == 0) return wrong_mechanism();
    if (module->C_OpenSession(*slot, CKF_SERIAL_SESSION, nullptr, nullptr, &session) != CKR_OK) return failed();
    if (auto in = log_in(); !in) return in;
    return find_key();
  }

  Result<CK_SLOT_ID> find_slot() {
    std::vector<CK_SLOT_ID> slots(most_slots);
    CK_ULONG count = slots.size();
    if (module->C_GetSlotList(CK_TRUE, slots.data(), &count) != CKR_OK) return failed();
    slots.resize(count);
    for (auto const slot : slots) {
      CK_TOKEN_INFO info{};
      if (module->C_GetTokenInfo(slot, &info) != CKR_OK || (info.flags & CKF_TOKEN_INITIALIZED) == 0) continue;
      std::string_view label{reinterpret_cast<char const*>(info.label), sizeof info.label};
      label.remove_suffix(label.size() - std::min(label.size(), label.find_last_not_of(' ') + 1));  // padded to 32
      if (label == place.token) return slot;
    }
    return no_token();
  }

  Result<void> log_in() {
    if (tries.refused()) return wrong_pin();
    auto text = pin.expose();
    auto const answer = module->C_Login(session, CKU_USER, reinterpret_cast<CK_UTF8CHAR*>(text.data()), text.size());
    Secret<std::string> const wiped{std::move(text)};
    if (answer == CKR_OK) tries.forget();
    if (answer == CKR_OK || answer == CKR_USER_ALREADY_LOGGED_IN) return {};
    if (answer == CKR_PIN_LOCKED) return locked_pin();
    if (answer != CKR_PIN_INCORRECT && answer != CKR_PIN_INVALID && answer != CKR_PIN_LEN_RANGE) return failed();
    tries.note_refused();
    return wrong_pin();
  }

  Result<CK_OBJECT_HANDLE> find_object(CK_OBJECT_CLASS kind) {
    std::array wanted{attribute(CKA_CLASS, kind), attribute(CKA_LABEL, place.key)};
    if (module->C_FindObjectsInit(session, wanted.data(), wanted.size()) != CKR_OK) return failed();
    std::array<CK_OBJECT_HANDLE, 2> found{};
    CK_ULONG count = 0;
    auto const answer = module->C_FindObjects(session, found.data(), found.size(), &count);
    module->C_FindObjectsFinal(session);
    if (answer != CKR_OK) return failed();
    if (count != 1) return no_key();
    return found[0];
  }

  Result<void> find_key() {
    auto const secret = find_object(CKO_PRIVATE_KEY);
    if (!secret) return fail(secret);
    auto const open = find_object(CKO_PUBLIC_KEY);
    if (!open) return fail(open);
    private_key = *secret;
    CK_KEY_TYPE type = 0;
    auto kind = attribute(CKA_KEY_TYPE, type);
    if (module->C_GetAttributeValue(session, private_key, &kind, 1) != CKR_OK) return failed();
    if (type != CKK_EC_EDWARDS) return wrong_mechanism();
    std::string bytes(256, '\0');
    auto point = attribute(CKA_EC_POINT, bytes);
    if (module->C_GetAttributeValue(session, *open, &point, 1) != CKR_OK || point.ulValueLen > bytes.size()) return failed();
    auto const key = point_in(std::string_view{bytes}.substr(0, point.ulValueLen));
    if (!key) return wrong_mechanism();
    public_key = *key;
    return {};
  }

  Result<Signature> sign(Bytes message) {
    CK_MECHANISM mechanism{CKM_EDDSA, nullptr, 0};
    auto const begun = module->C_SignInit(session, &mechanism, private_key);
    if (begun == CKR_MECHANISM_INVALID || begun == CKR_KEY_TYPE_INCONSISTENT || begun == CKR_KEY_FUNCTION_NOT_PERMITTED) return wrong_mechanism();
    if (begun != CKR_OK) return failed();
    std::vector<CK_BYTE> text(message.size());
    std::transform(message.begin(), message.end(), text.begin(), [](std::byte byte) { return static_cast<CK_BYTE>(byte); });
    Signature signature{};
    CK_ULONG size = signature.size();
    if (module->C_Sign(session, text.data(), text.size(), reinterpret_cast<CK_BYTE*>(signature.data()), &size) != CKR_OK) return failed();
    // a note with a signature that does not hold would stop everybody who checks it
    if (size != signature.size() || !verify(public_key, message, signature)) return failed();
    return signature;
  }

  void disconnect() {
    if (session != 0) module->C_CloseSession(session);
    session = 0;
  }
};

TokenKey::TokenKey(std::unique_ptr<State> state) : state_{std::move(state)} {}

TokenKey::~TokenKey() {
  if (state_->session == 0) return;
  state_->module->C_Logout(state_->session);
  state_->disconnect();
}

Result<std::unique_ptr<TokenKey>> TokenKey::open(TokenPlace const& place, Secret<std::string> pin, std::filesystem::path const& refused_pins) {
  std::unique_ptr<TokenKey> key{new TokenKey{std::make_unique<State>(place, std::move(pin), refused_pins)}};
  if (auto loaded = key->state_->module.load(place.module); !loaded) return fail(loaded);
  if (auto connected = key->state_->connect(); !connected) return fail(connected);
  if (auto const proof = key->state_->sign(bytes_of(proof_message)); !proof) return fail(proof);
  return key;
}

PublicKey const& TokenKey::public_key() const { return state_->public_key; }

Result<Signature> TokenKey::sign(Bytes message) {
  auto signature = state_->sign(message);
  if (signature || signature.error().fault != Fault::unavailable) return signature;
  auto const before = state_->public_key;
  state_->disconnect();
  if (auto again = state_->connect(); !again) return fail(again);
  if (state_->public_key != before) return no_key();
  return state_->sign(message);
}

}  // namespace concordat::crypto
