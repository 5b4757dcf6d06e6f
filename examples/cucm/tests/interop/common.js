// What the clients on Node share: an error that must come, a phone that the emulator takes, and how a script ends.

exports.refused = async (promise) => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("no refusal");
};

exports.phone = (name, more) => ({
  name,
  product: "Cisco 8845",
  class: "Phone",
  protocol: "SIP",
  protocolSide: "User",
  devicePoolName: "Default",
  commonPhoneConfigName: "Standard Common Phone Profile",
  locationName: "Hub_None",
  ...more,
});

exports.run = (name, steps) =>
  steps()
    .then(() => console.log(`${name} is content`))
    .catch((error) => {
      console.error(error);
      process.exit(1);
    });
