// A listener looked at alone: protocol, port, TLS, what it allows, what it refers to.
import { listenerName, objectName } from '../../snapshot/names.ts'
import { isIP } from 'node:net'
import type { Gateway, GatewayListener, ListenerSet } from '../../resources/gateway-api.ts'
import { keyOf } from '../../resources/resource-set.ts'
import type { Problem } from '../../status/judged.ts'
import {
  certificatesUnused,
  invalidRouteKinds,
  listenerFiltersNotServed,
  listenerHostnameIsAddress,
  selectorInvalid,
  selectorMissing,
  unsupportedProtocol,
} from '../../status/conditions/listener-conditions.ts'
import { fieldNotServed } from '../../status/conditions/rule-conditions.ts'
import { unknownInListener } from '../../status/conditions/unknown-field-conditions.ts'
import { within } from '../fields/unknown-fields.ts'
import type { ListenerPlace } from '../words/place.ts'
import { selectorUnused } from '../../status/selector-mistakes.ts'
import { mistakeIn } from '../words/label-selector.ts'
import type { Reads } from '../incremental/reads.ts'
import { resolveCertificates } from './certificate-refs.ts'
import { resolveClientValidation } from './client-ca-refs.ts'
import type { JudgedListener } from './judged-gateway.ts'
import { terminatesTls, tlsProblems } from './listener-tls.ts'
import { familyOf } from '../words/protocol-family.ts'
import { supportedKindsOf } from '../words/supported-kinds.ts'

export interface ListenerToJudge {
  readonly gateway: Gateway
  /** In whose spec the listener stands: the Gateway itself, or a set that is attached to it. */
  readonly owner: Gateway | ListenerSet
  /** Fields of the owner that are not known. */
  readonly unknown: readonly string[]
  readonly listener: GatewayListener
  readonly index: number
  readonly place: ListenerPlace | undefined
  readonly conflict: Problem | undefined
}

export function judgeListener(reads: Reads, toJudge: ListenerToJudge): JudgedListener {
  const { gateway, owner, unknown, listener, index, place, conflict } = toJudge
  const path = `spec.listeners[${index}]`
  const { carried, supported, unsupported } = supportedKindsOf(listener)
  const { certificates, problems, warnings } = terminatesTls(listener)
    ? resolveCertificates(reads, { owner, listener, path })
    : noCertificates
  const clients = resolveClientValidation(reads, { gateway, owner, listener })
  return {
    name: listenerName(objectName(owner.kind, keyOf(owner)), listener.name),
    gateway: objectName('Gateway', keyOf(gateway)),
    path,
    listener,
    hostname: listener.hostname?.toLowerCase() ?? '',
    supportedKinds: supported,
    conflict,
    socket: place && 'port' in place ? place : undefined,
    missing: place && 'missing' in place ? place.missing : undefined,
    notAccepted: [
      ...protocolProblems(listener, path),
      ...(place && 'refused' in place ? [place.refused] : []),
      ...tlsProblems(listener, path),
      ...clients.notAccepted,
      ...selectorProblems(listener, path),
      ...hostnameProblems(listener, path),
      ...(listener.filters ? [listenerFiltersNotServed(path)] : []),
      ...within(unknown, path).map(unknownInListener),
    ],
    notResolved: [
      ...problems,
      ...clients.notResolved,
      ...(unsupported.length > 0 ? [invalidRouteKinds(path, unsupported, carried)] : []),
    ],
    notes: {
      accepted: [
        ...(listener.tls?.options ? [fieldNotServed(`${path}.tls.options`)] : []),
        ...unusedCertificates(listener, path),
        ...unusedSelector(listener, path),
      ],
      resolvedRefs: [...warnings, ...clients.warnings],
    },
    certificates,
    clientValidation: clients.clientValidation,
    caBundles: clients.caBundles,
  }
}

const noCertificates = { certificates: [], problems: [], warnings: [] }

function protocolProblems({ protocol, tls }: GatewayListener, path: string): readonly Problem[] {
  return familyOf(protocol) ? [] : [unsupportedProtocol(path, protocol, tls !== undefined)]
}

function selectorProblems({ allowedRoutes }: GatewayListener, path: string): readonly Problem[] {
  const { from, selector } = allowedRoutes.namespaces
  if (from !== 'Selector') return []
  if (!selector) return [selectorMissing(path)]
  const mistake = mistakeIn(selector)
  return mistake === undefined ? [] : [selectorInvalid(path, mistake)]
}

function unusedSelector({ allowedRoutes }: GatewayListener, path: string): readonly string[] {
  const { from, selector } = allowedRoutes.namespaces
  if (from === 'Selector' || !selector) return []
  return [selectorUnused(`${path}.allowedRoutes.namespaces`, from)]
}

function unusedCertificates({ protocol, tls }: GatewayListener, path: string): readonly string[] {
  if (protocol !== 'TLS' || tls?.mode !== 'Passthrough') return []
  return (tls.certificateRefs ?? []).length > 0 ? [certificatesUnused(path)] : []
}

function hostnameProblems({ hostname = '' }: GatewayListener, path: string): readonly Problem[] {
  return isIP(hostname) ? [listenerHostnameIsAddress(path, hostname)] : []
}
