// SPDX-License-Identifier: Apache-2.0
// A PKCS#11 module for tests, with four tokens: one whose PIN is locked, one that fails, one without Ed25519, and one that takes
// no PIN and writes a byte into the file $CONCORDAT_TEST_LOGINS at each try.
#include <p11-kit/pkcs11.h>

#include <cstdlib>
#include <cstring>
#include <fstream>

namespace {

constexpr CK_SLOT_ID locked = 0;
constexpr CK_SLOT_ID broken = 1;
constexpr CK_SLOT_ID old = 2;
constexpr CK_SLOT_ID choosy = 3;

CK_RV initialize(void*) { return CKR_OK; }
CK_RV finalize(void*) { return CKR_OK; }
CK_RV slots(unsigned char, CK_SLOT_ID* list, CK_ULONG* count) {
  for (CK_SLOT_ID slot = 0; slot < 4; ++slot) list[slot] = slot;
  *count = 4;
  return CKR_OK;
}
CK_RV token(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
  std::memset(info, 0, sizeof *info);
  std::memset(info->label, ' ', sizeof info->label);
  auto const* name = slot == locked ? "locked" : slot == broken ? "broken" : slot == old ? "old" : "choosy";
  std::memcpy(info->label, name, std::strlen(name));
  info->flags = CKF_TOKEN_INITIALIZED;
  return CKR_OK;
}
CK_RV mechanism(CK_SLOT_ID slot, CK_MECHANISM_TYPE, CK_MECHANISM_INFO* info) {
  if (slot == old) return CKR_MECHANISM_INVALID;
  info->flags = CKF_SIGN;
  return CKR_OK;
}
CK_RV open_session(CK_SLOT_ID slot, CK_FLAGS, void*, CK_NOTIFY, CK_SESSION_HANDLE* session) {
  *session = slot + 1;
  return CKR_OK;
}
CK_RV close_session(CK_SESSION_HANDLE) { return CKR_OK; }
CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE, unsigned char*, CK_ULONG) {
  if (session == choosy + 1) {
    std::ofstream{std::getenv("CONCORDAT_TEST_LOGINS"), std::ios::app} << '.';
    return CKR_PIN_INCORRECT;
  }
  return session == locked + 1 ? CKR_PIN_LOCKED : CKR_DEVICE_ERROR;
}
CK_RV logout(CK_SESSION_HANDLE) { return CKR_OK; }

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
  static CK_FUNCTION_LIST functions{};
  functions.C_Initialize = initialize;
  functions.C_Finalize = finalize;
  functions.C_GetSlotList = slots;
  functions.C_GetTokenInfo = token;
  functions.C_GetMechanismInfo = mechanism;
  functions.C_OpenSession = open_session;
  functions.C_CloseSession = close_session;
  functions.C_Login = login;
  functions.C_Logout = logout;
  *list = &functions;
  return CKR_OK;
}
