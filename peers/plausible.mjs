// What the documents say of a field only in words, or not at all: that this text is a prison number, that one a time of
// day. A mock that makes answers up by chance makes these up too, and nothing of them would get past the first look at
// a number. Only mocks have this; what is held against a document is held against what it says.

const words = {
  prisonNumber: { enum: ["A4711KX"] }, // one answer about alerts is about one person
  prisonerNumber: { pattern: "^[A-HJ-KM-Z]\\d{4}[A-HJ-KM-Z]{2}$" },
  nomisNumber: { pattern: "^[A-HJ-KM-Z]\\d{4}[A-HJ-KM-Z]{2}$" },
  startTime: { pattern: "^(0[89]|1\\d):[0-5]\\d$" },
  endTime: { pattern: "^(0[89]|1\\d):[0-5]\\d$" },
  startDate: { format: "date" },
  prisonId: { pattern: "^(MDI|HLI|LEI)$" },
  prisonCode: { pattern: "^(MDI|HLI|LEI)$" },
};

/** Says what the words of a document mean, wherever a property of that name is a text of which nothing more is said. */
export function explain({ components: { schemas } }) {
  for (const { properties = {} } of Object.values(schemas)) {
    for (const [name, said] of Object.entries(properties)) {
      const isText = said.type === "string" || said.type?.includes?.("string");
      const isBare = !said.enum && (!said.pattern || name === "startTime" || name === "endTime") && !said.format;
      if (words[name] && isText && isBare) Object.assign(said, words[name]);
    }
  }
}
