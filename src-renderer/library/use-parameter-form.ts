/** What a person has put into the form of a definition's parameters, and what is wrong with it. */
import { computed, reactive, shallowRef, watch, type ComputedRef } from 'vue';
import type { DefinitionPreview } from '../../src-shared/contract';
import type { Parameter, ParameterValue } from '../../src-shared/parameter';
import { checkParameter, startValue } from '../../src-shared/parameter-values';

/** One field of the form. */
export interface FormField {
  readonly parameter: Parameter;
  /** As it was typed. */
  readonly value: ParameterValue;
  /** What is wrong with it, once it is time to say so; else null. */
  readonly problem: string | null;
}

/** The form of one definition. */
export interface ParameterForm {
  readonly fields: ComputedRef<readonly FormField[]>;
  set(name: string, value: ParameterValue): void;
  /** The person has been in the field: from now on it says what is wrong with it. */
  leave(name: string): void;
  /** The values for a run; null when one cannot stand, and then every field says what is wrong with it. */
  submit(): Record<string, ParameterValue> | null;
}

/** See the head of this file. Begins with the values of the latest run, where there was one. */
export function useParameterForm(definition: () => DefinitionPreview): ParameterForm {
  const values = reactive(new Map<string, ParameterValue>());
  const left = reactive(new Set<string>());
  const wasAsked = shallowRef(false);

  watch(
    () => definition().params,
    (parameters) => {
      const { lastValues } = definition();
      for (const parameter of parameters) {
        const { name } = parameter;
        if (values.has(name)) continue;
        const hasLast = lastValues !== null && Object.hasOwn(lastValues, name);
        values.set(name, asTyped(hasLast ? lastValues[name] : startValue(parameter)));
      }
    },
    { immediate: true },
  );

  const fields = computed(() =>
    definition().params.map((parameter) => {
      const { name } = parameter;
      const value = values.get(name) ?? '';
      const checked = checkParameter(parameter, value);
      const isTold = wasAsked.value || left.has(name);
      return { parameter, value, problem: checked.ok || !isTold ? null : asSentence(checked.says) };
    }),
  );

  return {
    fields,
    set: (name, value) => {
      values.set(name, value);
    },
    leave: (name) => {
      left.add(name);
    },
    submit: () => {
      wasAsked.value = true;
      if (fields.value.some(({ problem }) => problem !== null)) return null;
      return Object.fromEntries(fields.value.map(({ parameter, value }) => [parameter.name, value]));
    },
  };
}

/** Numbers are typed as text. */
function asTyped(value: ParameterValue): ParameterValue {
  return typeof value === 'number' ? String(value) : value;
}

function asSentence(says: string): string {
  return `${says.charAt(0).toUpperCase()}${says.slice(1)}.`;
}
