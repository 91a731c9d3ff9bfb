// What is mended in the services' documents before Prism reads them. The documents themselves stay as they were
// published: each mending says what is wrong there, and does the least. A mending that finds nothing to mend in a
// document is not told of it: the test of the peers holds the list of what is mended where.

/** Every object in a document, whatever it stands for. */
function* objects(value) {
  if (Array.isArray(value)) {
    for (const item of value) yield* objects(item);
  } else if (value !== null && typeof value === "object") {
    yield value;
    for (const item of Object.values(value)) yield* objects(item);
  }
}

/** Mends every object that is mended by `one`, which says whether it did. */
const each = (one) => (document) => [...objects(document)].filter(one).length > 0;

const TIME = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d+)?)?(Z|[+-]\\d\\d:?\\d\\d)?$";

const mendings = [
  {
    // The documents' own examples have none: the services' times are LocalDateTime, of one country.
    what: "a time need not say its zone",
    mend: each((schema) => {
      if (schema.type === undefined || schema.format !== "date-time") return false;
      delete schema.format;
      schema.pattern = TIME;
      return true;
    }),
  },
  {
    // As their generator writes an optional choice; the service sends null.
    what: "a choice that may be null has null among its choices",
    mend: each((schema) => {
      const wrong = Array.isArray(schema.type) && schema.type.includes("null") && schema.enum?.includes(null) === false;
      if (wrong) schema.enum.push(null);
      return wrong;
    }),
  },
  {
    what: "an answer of any kind (*/*) is JSON: Prism cannot write an object as any kind",
    mend: each(({ content }) => {
      if (!content?.["*/*"] || content["application/json"]) return false;
      content["application/json"] = content["*/*"];
      delete content["*/*"];
      return true;
    }),
  },
  {
    // These three never say that anything may be null, and all send it: hmpps-integration-api's own expected answers
    // (src/test/resources/expected-responses/person-offender-and-probation-search-response.json, prisoner-non-associated),
    // the answers of the Non-associations API that hmpps-activities-management-api's tests play, and the fields of
    // hmpps-alerts-api's model/Alert.kt, which may be null and are not left out then.
    what: "what an answer need not have may be null",
    of: ["hmpps-external-api.json", "alerts-api.json", "non-associations-api.json"],
    mend: ({ components: { schemas } }) => {
      for (const [name, { properties = {}, required = [] }] of Object.entries(schemas)) {
        if (name.endsWith("Request")) continue;
        for (const [key, said] of Object.entries(properties)) {
          if (required.includes(key)) continue;
          if (typeof said.type === "string") {
            said.type = [said.type, "null"];
            said.enum?.push(null);
          } else if (said.$ref) {
            properties[key] = { anyOf: [said, { type: "null" }] };
          }
        }
      }
      return true;
    },
  },
  {
    what: "the schema PersonNotFoundError is named and not there: PersonNotFound stands for it",
    of: ["hmpps-external-api.json"],
    mend: ({ components: { schemas } }) => {
      if (schemas.PersonNotFoundError) return false;
      schemas.PersonNotFoundError = structuredClone(schemas.PersonNotFound);
      return true;
    },
  },
];

/** Mends a document that was read from a file of this name, and says what was mended. */
export function mend(file, document) {
  const its = mendings.filter(({ of }) => of === undefined || of.includes(file));
  return its.filter(({ mend }) => mend(document)).map(({ what }) => what);
}
